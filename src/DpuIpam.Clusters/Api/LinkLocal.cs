using System.Net;

namespace DpuIpam.Clusters.Api;

/// <summary>The addresses at which only neighbours on the same link answer: among them the services by which a cloud tells its
/// machines their credentials.</summary>
internal static class LinkLocal
{
    /// <summary>Such a service that has an address of another kind.</summary>
    private static readonly IPAddress Metadata = IPAddress.Parse("fd00:ec2::254");

    /// <summary>The prefix by which a network reaches IPv4 from IPv6 (RFC 6052).</summary>
    private static readonly byte[] Translated = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    public static bool Holds(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length)) return false;
        if (length < bytes.Length) return IsIPv4(bytes[..length]);
        return address.IsIPv6LinkLocal || address.Equals(Metadata) || (Embeds(address, bytes) && IsIPv4(bytes[12..]));
    }

    /// <summary>Whether a server's address is one as it stands, in whatever form; a name is looked up only to connect.</summary>
    public static bool Holds(Uri server) => IPAddress.TryParse(server.IdnHost.Trim('[', ']'), out var address) && Holds(address);

    public static ClusterException Refusal(string cluster, string place) => new(ClusterFailure.Configuration, cluster,
        $"{place}: server leads to an address of the local link (169.254.0.0/16 or fe80::/10), which is refused in a Secret's"
        + " kubeconfig: a cloud's metadata service is there. If it is meant, give -DpuKubeconfig a file for this cluster");

    private static bool IsIPv4(ReadOnlySpan<byte> bytes) => bytes[0] == 169 && bytes[1] == 254;

    /// <summary>Whether an IPv6 address stands for an IPv4 one: mapped, compatible or translated.</summary>
    private static bool Embeds(IPAddress address, ReadOnlySpan<byte> bytes) => address.IsIPv4MappedToIPv6
        || bytes[..12].IndexOfAnyExcept((byte)0) < 0 || bytes[..12].SequenceEqual(Translated);
}
