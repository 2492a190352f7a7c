using System.CommandLine;
using System.Diagnostics;
using System.Net;
using Reprise.Cli.Backup;
using Reprise.Cli.Output;
using Reprise.Interactions;
using Reprise.Privacy.Erasure;

namespace Reprise.Cli.Commands.Backup;

/// <summary><c>reprise backup restore</c>.</summary>
internal static class RestoreCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("restore", "Check a whole backup, then add what is missing on the server; run again after an interruption, it goes on where it was");
        var from = PlaceOption.AddTo(command, terminal, "--from", "Where it lies");
        var into = new Option<string?>("--into") { Description = "Restore into this project instead of those it came from", HelpName = "project" };
        var erasures = new Option<string?>("--erasures") { Description = "Leave out what was erased since the backup was made: a file of 'reprise erase export'", HelpName = "file" };
        command.Options.Add(into);
        command.Options.Add(erasures);
        var key = KeyOptions.AddForReading(command, terminal);
        var servers = BackupServerOptions.AddTo(command, terminal);
        into.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !Projects.IsValid(result.Tokens[0].Value)) result.AddError($"--into: '{result.Tokens[0].Value}' is no name of a project.");
        });

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var clock = Stopwatch.StartNew();
            var erased = parsed.GetValue(erasures) is { } file ? ErasedIdsFile.Read(file) : null;
            using var place = from.Open(parsed);
            var secret = await key.ReadAsync(parsed, place, cancellationToken);
            // Only the server has the key of its own backups; any other is not touched before every file has been read to its end.
            var hasKey = secret is null && await ServerKeys.AreNeededAsync(place, cancellationToken);
            await using var first = hasKey ? await servers.OpenAsync(parsed, cancellationToken) : null;
            if (first is not null) secret = await KeyOfAsync(place, first, cancellationToken);
            using var reader = await BackupReader.OpenAsync(place, secret, cancellationToken);
            await VerifyCommand.RunAsync(terminal, reader, cancellationToken);
            await using var second = first is null ? await servers.OpenAsync(parsed, cancellationToken) : null;
            var server = first ?? second!;
            await ForgetAsync(terminal, reader.Manifest, erased, server, parsed.GetValue(into), cancellationToken);
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

    /// <summary>Before anything is sent: the server refuses by itself what it knows to be erased.</summary>
    private static async Task ForgetAsync(Terminal terminal, BackupManifest manifest, ErasedIdsExport? given, BackupServer server, string? into, CancellationToken cancellationToken)
    {
        using var client = server.Client(Client.RepriseClient.DefaultProject);
        List<ErasedIdsPart> parts = [.. manifest.Erased ?? [], .. given?.Items ?? []];
        // Another project does not know what the one it came from has erased.
        if (into is not null) parts = [.. parts.Concat(await KnownThereAsync(client, cancellationToken)).Select(part => part with { Project = into, Certificate = null })];
        if (parts.Count == 0) return;
        var added = await client.ImportErasedIdsAsync(parts, cancellationToken);
        if (added > 0) terminal.Tell($"{Format.Count(added)} erased interactions are known to the server now and stay out.");
    }

    private static async Task<IReadOnlyList<ErasedIdsPart>> KnownThereAsync(Client.RepriseClient client, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.ExportErasedIdsAsync(cancellationToken)).Items;
        }
        catch (Client.RepriseApiException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            // An older server, or somebody who may add records and not decide for the installation.
            return [];
        }
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
