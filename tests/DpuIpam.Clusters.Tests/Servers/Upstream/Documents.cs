using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Servers.Upstream;

/// <summary>Between the objects of the wire and what the engine reads and writes.</summary>
internal static class Documents
{
    public static T Read<T>(JsonObject item)
        where T : Resource => (T)ResourceReader.Read(new ManifestDocument(JsonElement.Parse(item.ToJsonString()), new SourceLocation("wire")))!;

    public static JsonObject Write(Resource resource) => JsonNode.Parse(resource.Root.GetRawText())!.AsObject();

    public static JsonArray Write(IEnumerable<IpRange> ranges) =>
        new([.. ranges.Select(static range => new JsonObject { ["startIP"] = range.StartIP, ["endIP"] = range.EndIP })]);
}
