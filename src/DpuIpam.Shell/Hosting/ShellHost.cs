using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace DpuIpam.Shell.Hosting;

/// <summary>What the engine knows of the program around it.</summary>
internal sealed class ShellHost(ShellUserInterface userInterface) : PSHost
{
    /// <summary>The argument of <c>exit</c>, once a script has called it.</summary>
    public int? RequestedExitCode { get; private set; }

    public override string Name => "dpuipam";

    public override Version Version => VersionText.Number;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => userInterface;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override void SetShouldExit(int exitCode) => RequestedExitCode = exitCode;

    public override void EnterNestedPrompt() =>
        throw new PSNotSupportedException("dpuipam has no prompt of its own, so nothing can be suspended to one.");

    public override void ExitNestedPrompt()
    {
    }

    public override void NotifyBeginApplication() => userInterface.ClearProgress();

    public override void NotifyEndApplication()
    {
    }
}
