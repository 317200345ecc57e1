using System.Buffers;
using System.Globalization;
using System.Text;

namespace NetMesh.Protocols.Proxies.Http;

/// <summary>Writes what an HTTP proxy says itself; what a called server answers passes as it is.</summary>
public static class HttpProxyWriter
{
    /// <summary>The tunnel is open (RFC 9110 §9.3.6).</summary>
    public static void WriteTunnel(IBufferWriter<byte> output) => output.Write("HTTP/1.1 200 Connection established\r\n\r\n"u8);

    /// <summary>An error, in one line for people and in a word for programs.</summary>
    /// <param name="status">The status code and its phrase.</param>
    /// <param name="word">The kind of error (RFC 9209 §2.3).</param>
    /// <param name="line">What a person reads.</param>
    /// <param name="output">Where it goes.</param>
    public static void WriteError(string status, string word, string line, IBufferWriter<byte> output)
    {
        var body = Encoding.UTF8.GetBytes(line + "\n");
        Encoding.ASCII.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nProxy-Status: netmesh; error={word}\r\nConnection: close\r\n\r\n"),
            output);
        output.Write(body);
    }
}
