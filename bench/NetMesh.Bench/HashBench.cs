using System.Diagnostics;
using NetMesh.Grains.Pieces;

namespace NetMesh.Bench;

/// <summary><c>hash [--mib 1024]</c>: how fast a file becomes shareable: its pieces hashed and readable in place.</summary>
internal static class HashBench
{
    public static int Run(string[] args)
    {
        var mebibytes = BenchArguments.Number(args, "--mib", 1024);
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.OpenWrite(path))
            {
                var block = new byte[1 << 20];
                new Random(1).NextBytes(block);
                for (var i = 0L; i < mebibytes; i++)
                {
                    block[0] = (byte)i;
                    file.Write(block);
                }
            }

            for (var run = 0; run < 3; run++)
            {
                var watch = Stopwatch.StartNew();
                var content = ContentHasher.Hash(path);
                Console.WriteLine($"hash: {mebibytes} MiB in {watch.Elapsed.TotalSeconds:F2} s, {mebibytes / 1024.0 / watch.Elapsed.TotalSeconds:F2} GiB/s, {content.PieceHashes.Length} pieces");
                using var store = new DiskPieceStore(Path.GetTempPath());
                store.Adopt(content);
                watch.Restart();
                var buffer = new byte[16 * 1024];
                var bytes = 0L;
                foreach (var hash in content.PieceHashes)
                {
                    var piece = store.Find(hash)!;
                    for (var at = 0; at + buffer.Length <= piece.Length; at += buffer.Length, bytes += buffer.Length)
                    {
                        piece.Read(at, buffer);
                    }
                }

                Console.WriteLine($"read: {bytes / (double)(1 << 30) / watch.Elapsed.TotalSeconds:F2} GiB/s in blocks of 16 KiB");
            }
        }
        finally
        {
            File.Delete(path);
        }

        return 0;
    }
}
