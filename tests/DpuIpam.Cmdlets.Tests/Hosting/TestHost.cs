using System.Globalization;
using System.Management.Automation.Host;

namespace DpuIpam.Cmdlets.Tests.Hosting;

/// <summary>A console of a given width that keeps what is written to it.</summary>
internal sealed class TestHost(int width, bool hasColour) : PSHost
{
    private readonly TestScreen _screen = new(width, hasColour);

    public override CultureInfo CurrentCulture { get; } = new English();

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "Test";

    public override PSHostUserInterface UI => _screen;

    public override Version Version { get; } = new(1, 0);

    /// <summary>What was written since the last time.</summary>
    public string Take()
    {
        var text = _screen.Text.ToString().ReplaceLineEndings("\n");
        _screen.Text.Clear();
        return text;
    }

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode) => throw new NotSupportedException();
}
