namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>Waits for what others do in their own time; the limit only guards against hanging.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <param name="what">What is awaited, for the message when it never comes.</param>
    /// <param name="holds">Whether it is so.</param>
    public static async Task HoldsAsync(string what, Func<Task<bool>> holds)
    {
        var deadline = DateTime.UtcNow + Limit;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < deadline, $"Never came: {what}");
            await Task.Delay(20);
        }
    }
}
