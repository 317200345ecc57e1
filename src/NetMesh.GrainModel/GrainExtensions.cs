using System.Globalization;
using NetMesh.GrainModel;
using NetMesh.GrainModel.Calls;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Keys and references of grains, asked of the grain itself or of a reference to it.</summary>
public static class GrainExtensions
{
    /// <summary>The id of a grain, or of what a reference points at.</summary>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.GrainId,
        IGrainBase activated => activated.GrainContext.GrainId,
        _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference to one", nameof(grain)),
    };

    /// <summary>The key of a grain with a string key.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    /// <summary>The key of a grain with a Guid key.</summary>
    public static Guid GetPrimaryKey(this IAddressable grain) => Guid.ParseExact(grain.GetGrainId().Key.ToString(), "N");

    /// <summary>The key of a grain with an integer key.</summary>
    public static long GetPrimaryKeyLong(this IAddressable grain) =>
        long.Parse(grain.GetGrainId().Key.ToString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>A reference to the grain itself, to hand to others.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
        where TGrainInterface : IAddressable => grain switch
        {
            GrainReference reference => reference.Port.Factory.GetGrain<TGrainInterface>(reference.GrainId),
            IGrainBase { GrainContext: IHostedGrainContext context } => context.GrainFactory.GetGrain<TGrainInterface>(context.GrainId),
            _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference to one", nameof(grain)),
        };
}
