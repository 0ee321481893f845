using System.Management.Automation.Host;

namespace DpuIpam.Shell.Hosting;

/// <summary>What is said instead of asking.</summary>
internal static class Question
{
    /// <remarks>
    /// Answering with the default would consent to everything. The engine turns this exception into its own error where
    /// a missing parameter would be asked for.
    /// </remarks>
    public static HostException Refused(string subject) =>
        new($"This needs an answer and there is no terminal to ask on: {subject}. "
            + "Give it on the command line (a parameter's value, or consent such as -Confirm:false), or run it on a terminal.");

    public static HostException EndOfInput(string subject) =>
        new($"Standard input ended before there was an answer to: {subject}.");

    /// <summary>A caption and a message in one line.</summary>
    public static string Subject(string? caption, string? message, string otherwise)
    {
        var subject = string.Join(" - ", new[] { caption, message }.Where(part => !string.IsNullOrWhiteSpace(part)));
        return subject.Length > 0 ? subject.ReplaceLineEndings(" ").TrimEnd('.', ' ') : otherwise;
    }
}
