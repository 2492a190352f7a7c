using System.CommandLine;
using Reprise.Cli.Backup;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise erase export</c>: what keeps erased interactions out when an older backup is restored, as a file to be kept outside.</summary>
internal static class EraseExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("export", "Write the ids and certificates of all that was erased to a file; 'backup restore --erasures' keeps out what it names");
        var connection = ConnectionOptions.AddServerTo(command, terminal);
        var file = new Option<string?>("--out") { Description = "Write to this file instead of standard output", HelpName = "file" };
        command.Options.Add(file);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file);
            OutputFile.Check(path);
            using var client = connection.Open(parsed);
            var known = ErasedIdsFile.Write(await client.ExportErasedIdsAsync(cancellationToken));
            if (path is not null) await File.WriteAllBytesAsync(path, known, cancellationToken);
            else await terminal.Output.WriteAsync(known, cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
