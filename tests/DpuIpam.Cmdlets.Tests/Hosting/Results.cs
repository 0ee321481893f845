using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Hosting;

/// <summary>Reads results by property name, as scripts do: the tests don't reference the module's types.</summary>
internal static class Results
{
    public static object? Value(this PSObject item, string property)
    {
        var found = item.Properties[property];
        Assert.True(found is not null, $"{item.TypeNames[0]} has no property {property}.");
        return found.Value;
    }

    public static string Text(this PSObject item, string property) =>
        Convert.ToString(item.Value(property), CultureInfo.InvariantCulture) ?? "";

    public static PSObject[] Items(this PSObject item, string property) =>
        [.. ((IEnumerable)item.Value(property)!).Cast<object>().Select(PSObject.AsPSObject)];

    public static string[] TextItems(this PSObject item, string property) =>
        [.. item.Items(property).Select(static entry => entry.ToString())];
}
