using System.Numerics;
using CsCheck;
using DpuIpam.Engine.Tests.Reference;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>What the lists of both kinds of pool have in common.</summary>
internal static class AnyStatus
{
    /// <summary>A list after somebody was at it: entries gone, added, listed twice, in another order.</summary>
    public static Gen<T[]> Edited<T>(Gen<T[]> lists, Gen<T> entries) =>
        Gen.Select(lists, entries.Array[0, 3], Gen.Int[0, 2], Gen.Int[0, 2])
            .SelectMany(static (list, added, dropped, doubled) =>
            {
                T[] edited =
                [
                    .. list[Math.Min(dropped, list.Length)..], .. added, .. list[..Math.Min(doubled, list.Length)],
                ];
                return Gen.Shuffle(edited);
            });

    /// <summary>A list that a pass has nothing to do with, but for one entry's text.</summary>
    public static Gen<T[]> Retouched<T>(Func<T[]> list, Func<T, int, T> write) =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 2]).Select((index, form) =>
        {
            var changed = list();
            if (changed.Length > 0) changed[index % changed.Length] = write(changed[index % changed.Length], form);
            return changed;
        });

    /// <summary>Text of an address in a network or just beside it; what is no address any more wraps around.</summary>
    public static string AddressNear(ReferenceNetwork network, int offset, int form)
    {
        var end = BigInteger.One << network.Bits;
        var value = (network.First + offset + end) % end;
        return AnyNetwork.Text(network with { First = value }, 0, form);
    }
}
