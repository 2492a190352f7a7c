using System.CommandLine;
using Reprise.Interactions;

namespace Reprise.Cli.Commands.Retention;

/// <summary>What a policy is set for.</summary>
internal sealed class ScopeOptions
{
    private readonly Option<string?> _kind = new("--kind") { Description = "Only for one kind, such as tool [default: every kind]", HelpName = "kind" };
    private readonly Option<bool> _all = new("--all-projects") { Description = "For every project of the server instead of one" };

    public static ScopeOptions AddTo(Command command)
    {
        var options = new ScopeOptions();
        options._kind.AcceptOnlyFromAmong([.. Words.Kinds]);
        command.Options.Add(options._kind);
        command.Options.Add(options._all);
        return options;
    }

    public string? Kind(ParseResult parsed) => parsed.GetValue(_kind);

    public bool IsInstallation(ParseResult parsed) => parsed.GetValue(_all);
}
