using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Dataset;

/// <summary><c>reprise dataset compare</c>.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("compare", "In what two versions of a dataset differ");
        var name = DatasetCommand.Name();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var from = Limits.Positive("--from-version", "The earlier version [default: the one before the later]");
        var to = Limits.Positive("--to-version", "The later version [default: the newest]");
        command.Options.Add(from);
        command.Options.Add(to);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var found = await client.CompareDatasetVersionsAsync(parsed.GetRequiredValue(name), parsed.GetValue(from), parsed.GetValue(to), cancellationToken);
            if (output.IsJson(parsed))
            {
                JsonLines.Write(terminal.Output, found);
                return ExitCodes.Ok;
            }

            terminal.People.WriteLineSafe($"Version {found.From} to {found.To}: {Format.Count(found.Added)} added, {Format.Count(found.Removed)} removed, {Format.Count(found.Changed)} changed, {Format.Count(found.Same)} the same");
            foreach (var (sign, names) in new[] { ("+", found.AddedCases), ("-", found.RemovedCases), ("~", found.ChangedCases) })
                foreach (var one in names) terminal.People.WriteLineSafe($"{sign} {one}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
