using DpuIpam.Addressing;

namespace DpuIpam;

/// <summary>Addresses that a node has or hands out beside the pools, as its Node object says.</summary>
/// <param name="Text">The address or range as written.</param>
/// <param name="AddressType">Type of an address, such as <c>InternalIP</c>; null for a range of the node's pods.</param>
/// <param name="Range">The addresses.</param>
/// <param name="Family">Their family.</param>
internal sealed record NodeRange(string Text, string? AddressType, Interval Range, AddressFamily Family);
