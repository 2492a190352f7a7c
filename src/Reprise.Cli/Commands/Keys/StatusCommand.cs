using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Keys;

/// <summary><c>reprise keys status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("status", "Say whether everything is sealed, and with which keys");
        var connection = ConnectionOptions.AddServerTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var status = await client.GetEncryptionAsync(cancellationToken);
            if (output.IsJson(parsed))
            {
                JsonLines.Write(terminal.Output, status);
                return ExitCodes.Ok;
            }

            terminal.People.WriteLineSafe(status.Enabled ? $"Everything that is written is sealed; the master key is {status.MasterKey}." : "Encryption is off: no master key is configured.");
            if (status is { Since: { } since, PlainAtMost: { } plain })
            {
                terminal.People.WriteLineSafe(plain == 0
                    ? $"Nothing on record is from before encryption was turned on at {Format.Time(since)} UTC."
                    : $"Up to {Format.Count(plain)} interactions are from before encryption was turned on at {Format.Time(since)} UTC, and plain. 'reprise store migrate' into a new folder seals them.");
            }

            if (status.Projects.Count == 0) return ExitCodes.Ok;
            var table = Tables.New("project", "version", "since (UTC)", "versions that open", "wrapped by");
            foreach (var keys in status.Projects)
            {
                var name = keys.Project.Length == 0 ? "(installation)" : keys.Project;
                if (keys.Versions is [.., var current])
                {
                    var all = keys.Versions.Count == 1 ? $"{current.Version}" : $"{keys.Versions[0].Version} to {current.Version}";
                    var by = keys.MasterKey == status.MasterKey ? keys.MasterKey! : $"{keys.MasterKey}, an earlier master key: rotate --master";
                    table.AddRow(Tables.Cell(name), Tables.Cell($"{current.Version}"), Tables.Cell(Format.Time(current.Created)), Tables.Cell(all), Tables.Cell(by));
                }
                else
                {
                    table.AddRow(Tables.Cell(name), Tables.Cell("destroyed"), Tables.Cell(""), Tables.Cell("none"), Tables.Cell(""));
                }
            }

            terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }
}
