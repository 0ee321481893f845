namespace DpuIpam.Shell;

/// <summary>A mistake on the command line or in the installation: its message is all the user needs.</summary>
internal sealed class ShellException : Exception
{
    public ShellException(string message)
        : base(message)
    {
    }

    public ShellException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
