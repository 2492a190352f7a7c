using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Evaluate.Rule;

/// <summary><c>reprise evaluate rule remove</c>.</summary>
internal static class RemoveCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("remove", "Remove a rule; what it scored stays on record");
        var name = new Argument<string>("name") { Description = "The rule" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.RemoveEvaluationRuleAsync(parsed.GetRequiredValue(name), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
