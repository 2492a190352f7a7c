using System.CommandLine;
using System.Diagnostics;
using Reprise.Cli.Backup;
using Reprise.Cli.Output;
using Reprise.Interactions;

namespace Reprise.Cli.Commands.Backup;

/// <summary><c>reprise backup restore</c>.</summary>
internal static class RestoreCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("restore", "Check a whole backup, then add what is missing on the server; run again after an interruption, it goes on where it was");
        var from = PlaceOption.AddTo(command, terminal, "--from", "Where it lies");
        var into = new Option<string?>("--into") { Description = "Restore into this project instead of those it came from", HelpName = "project" };
        command.Options.Add(into);
        var key = KeyOptions.AddForReading(command, terminal);
        var servers = BackupServerOptions.AddTo(command, terminal);
        into.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !Projects.IsValid(result.Tokens[0].Value)) result.AddError($"--into: '{result.Tokens[0].Value}' is no name of a project.");
        });

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var clock = Stopwatch.StartNew();
            using var place = from.Open(parsed);
            var secret = await key.ReadAsync(parsed, place, cancellationToken);
            await using var server = await servers.OpenAsync(parsed, cancellationToken);
            secret ??= await KeyOfAsync(place, server, cancellationToken);
            using var reader = await BackupReader.OpenAsync(place, secret, cancellationToken);
            // Nothing is touched before every file has been read to its end.
            await VerifyCommand.RunAsync(terminal, reader, cancellationToken);
            try
            {
                var restorer = new BackupRestorer(reader, server.Client, parsed.GetValue(into));
                var projects = await Progress.ShowAsync(terminal, "restoring", reader.Manifest.Chunks.Sum(chunk => chunk.Lines), report => restorer.RunAsync(report, cancellationToken));
                return Tell(terminal, projects, clock);
            }
            catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
            {
                terminal.Tell("reprise: the restore is not finished; the same command goes on with it.");
                throw;
            }
        });
        return command;
    }

    private static async Task<BackupKey?> KeyOfAsync(IBackupPlace place, BackupServer server, CancellationToken cancellationToken)
    {
        using var client = server.Client(Client.RepriseClient.DefaultProject);
        return await ServerKeys.ForReadingAsync(place, client, cancellationToken);
    }

    private static int Tell(Terminal terminal, IReadOnlyList<RestoredProject> projects, Stopwatch clock)
    {
        foreach (var project in projects)
        {
            var there = project.Known > 0 ? $", {Format.Count(project.Known)} were there already and stay as they are" : "";
            var facts = project.Facts > 0 ? $", {Format.Count(project.Facts)} facts that wait for their interaction" : "";
            terminal.Tell($"{project.Name}: {Format.Count(project.InBackup)} records in the backup, {Format.Count(project.Stored)} added{there}{facts}; {Format.Count(project.After)} on record now.");
        }

        if (projects.FirstOrDefault(project => !project.IsWhole) is { } less)
            throw new CommandFailedException($"The project '{less.Name}' has fewer records than were restored into it. Is something deleting there? The same command adds them again.");
        terminal.Tell($"Restored in {Format.Milliseconds(clock.ElapsedMilliseconds)}; the counts agree.");
        return ExitCodes.Ok;
    }
}
