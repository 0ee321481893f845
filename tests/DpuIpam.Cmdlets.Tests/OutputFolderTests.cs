namespace DpuIpam.Cmdlets.Tests;

/// <summary>Guards the tests themselves: with a copy of the module beside them, they would test that copy.</summary>
public class OutputFolderTests
{
    [Theory]
    [InlineData("DpuIpam.dll")]
    [InlineData("DpuIpam.Engine.dll")]
    [InlineData("DpuIpam.Clusters.dll")]
    [InlineData("YamlDotNet.dll")]
    public void The_modules_assemblies_are_not_beside_the_tests(string file)
    {
        Assert.False(File.Exists(Path.Combine(AppContext.BaseDirectory, file)));
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(Places.ImportHost)!, file)));
    }

    [Fact]
    public void The_commands_come_from_the_module_folder()
    {
        using var session = new Session();
        var type = (Type)session.Get("(Get-Command Get-DpuIpamPlan).ImplementingType").BaseObject;
        Assert.Equal(Path.Combine(Places.Module, "DpuIpam.dll"), type.Assembly.Location);
    }

    [Theory]
    [InlineData("DpuIpam.dll")]
    [InlineData("DpuIpam.Engine.dll")]
    [InlineData("System.Management.Automation.dll")]
    public void The_modules_lib_folder_has_no_second_copy(string file) =>
        Assert.False(File.Exists(Path.Combine(Places.Module, "lib", file)));
}
