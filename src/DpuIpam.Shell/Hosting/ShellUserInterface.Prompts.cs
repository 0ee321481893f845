using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace DpuIpam.Shell.Hosting;

/// <content>Questions: asked on standard error, so that they are seen when results go to a file.</content>
internal sealed partial class ShellUserInterface
{
    /// <summary>A question waits for its answer, which a stop of the pipeline can't interrupt.</summary>
    public bool IsAsking { get; private set; }

    public override string ReadLine() => Ask("a line of input", "");

    public override SecureString ReadLineAsSecureString() => AskSecret("a secret", "");

    public override int PromptForChoice(
        string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        var subject = Question.Subject(caption, message, "a choice");
        if (!_canAsk)
            throw Question.Refused(subject);

        var menu = new ChoiceMenu(choices, defaultChoice);
        WriteNote(string.Join(Environment.NewLine, new[] { "", caption, message }.OfType<string>()), style: "");
        while (true)
        {
            var answer = Ask(subject, menu.Question).Trim();
            if (answer == ChoiceMenu.HelpKey)
                WriteNote(menu.Help, style: "");
            else if (menu.Find(answer) is { } choice)
                return choice;
        }
    }

    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, Collection<FieldDescription> descriptions)
    {
        var subject = Question.Subject(caption, message, "values");
        if (!_canAsk)
            throw Question.Refused(subject);

        WriteNote(subject, style: "");
        var answers = new Dictionary<string, PSObject>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in descriptions)
            answers[field.Name] = PSObject.AsPSObject(AskField(field));
        return answers;
    }

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName) =>
        PromptForCredential(
            caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options)
    {
        var subject = Question.Subject(caption, message, "a user name and password");
        if (!_canAsk)
            throw Question.Refused(subject);

        WriteNote(subject, style: "");
        var name = string.IsNullOrEmpty(userName) ? Ask(subject, "User: ") : userName;
        return new PSCredential(name, AskSecret(subject, $"Password for user {name}: "));
    }

    private object AskField(FieldDescription field)
    {
        var type = LanguagePrimitives.TryConvertTo<Type>(field.ParameterAssemblyFullName, out var known) ? known : typeof(string);
        if (type == typeof(SecureString))
            return AskSecret(field.Name, $"{field.Name}: ");
        if (!type.IsArray)
            return Ask(field.Name, $"{field.Name}: ");

        var items = new List<string>();
        while (Ask(field.Name, $"{field.Name}[{items.Count}]: ") is { Length: > 0 } item)
            items.Add(item);
        return items.ToArray();
    }

    private string Ask(string subject, string question) => WhileAsking(subject, question, () => _terminal.Input.ReadLine());

    private SecureString AskSecret(string subject, string question) =>
        WhileAsking(subject, question, () =>
        {
            var secret = SecretLine.Read();
            _terminal.Error.WriteLine();
            return secret;
        });

    private T WhileAsking<T>(string subject, string question, Func<T?> read)
        where T : class
    {
        if (!_canAsk)
            throw Question.Refused(subject);
        lock (_lock)
        {
            _progress.Clear();
            _terminal.Error.Write(question);
            _terminal.Error.Flush();
        }

        IsAsking = true;
        try
        {
            return read() ?? throw Question.EndOfInput(subject);
        }
        finally
        {
            IsAsking = false;
        }
    }
}
