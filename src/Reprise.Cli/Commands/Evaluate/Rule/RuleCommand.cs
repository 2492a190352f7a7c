using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Evaluate.Rule;

/// <summary><c>reprise evaluate rule</c>: scores a sample of live traffic.</summary>
internal static class RuleCommand
{
    public static Command Create(Terminal terminal) => new("rule", "Rules by which a sample of live traffic is scored")
    {
        ListCommand.Create(terminal),
        ShowCommand.Create(terminal),
        SetCommand.Create(terminal),
        RemoveCommand.Create(terminal),
    };
}
