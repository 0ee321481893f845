using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Hosting;

/// <summary>What every error of the module owes its reader.</summary>
internal static class ErrorChecks
{
    /// <summary>Checks id, category, target and that there is advice.</summary>
    public static void Is(this ErrorRecord error, string id, ErrorCategory category, object? target)
    {
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Equal(target, error.TargetObject is PSObject wrapped ? wrapped.BaseObject : error.TargetObject);
        Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails?.RecommendedAction), $"{id} recommends nothing.");
    }

    public static string Message(this ErrorRecord error) => error.ErrorDetails?.Message ?? error.Exception.Message;
}
