using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Evaluate.Rule;

/// <summary><c>reprise evaluate rule show</c>.</summary>
internal static class ShowCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("show", "Show a rule as JSON");
        var name = new Argument<string>("name") { Description = "The rule" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            JsonLines.Write(terminal.Output, await client.GetEvaluationRuleAsync(parsed.GetRequiredValue(name), cancellationToken));
            return ExitCodes.Ok;
        });
        return command;
    }
}
