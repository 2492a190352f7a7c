using System.CommandLine;
using System.Diagnostics;
using Reprise.Cli.Backup;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Interactions;

namespace Reprise.Cli.Commands.Backup;

/// <summary><c>reprise backup create</c>.</summary>
internal static class CreateCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("create", "Copy all that is on record while the server goes on recording; run again after an interruption, it goes on where it was");
        var to = PlaceOption.AddTo(command, terminal, "--to", "Where to, empty or with an unfinished backup");
        var projects = new Option<string[]>("--project") { Description = "A project to copy; may be repeated [default: all]", HelpName = "name" };
        var perFile = Limits.Positive("--records-per-file", "Close a file after this many records [default: when it has about 32 MiB]");
        command.Options.Add(projects);
        command.Options.Add(perFile);
        var key = KeyOptions.AddTo(command, terminal, "Encrypt with this key");
        var plain = new Option<bool>("--plain") { Description = "Leave the backup of an encrypted server unencrypted; without this and without a key, the server's master key encrypts it" };
        command.Options.Add(plain);
        var servers = BackupServerOptions.AddTo(command, terminal);
        projects.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (!Projects.IsValid(token.Value)) result.AddError($"--project: '{token.Value}' is no name of a project.");
            }
        });

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var clock = Stopwatch.StartNew();
            var secret = key.Read(parsed);
            using var place = to.Open(parsed);
            using var held = place.Lock();
            if (secret is not null && parsed.GetValue(plain)) throw CommandFailedException.Usage("--plain and a key do not go together.");
            await using var server = await servers.OpenAsync(parsed, cancellationToken);
            if (!parsed.GetValue(plain)) secret ??= await KeyOfAsync(place, server, cancellationToken);
            var writer = new BackupWriter(place, server.Client, parsed.GetValue(perFile), terminal.Time);
            try
            {
                var manifest = await RunAsync(terminal, writer, server, parsed.GetValue(projects) ?? [], secret, cancellationToken);
                Tell(terminal, place, manifest, writer, clock);
            }
            catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
            {
                terminal.Tell($"reprise: the backup in '{place.Name}' is not finished; the same command goes on with it.");
                throw;
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<BackupKey?> KeyOfAsync(IBackupPlace place, BackupServer server, CancellationToken cancellationToken)
    {
        using var client = server.Client(RepriseClient.DefaultProject);
        return await ServerKeys.ForWritingAsync(place, client, cancellationToken);
    }

    private static async Task<BackupManifest> RunAsync(
        Terminal terminal, BackupWriter writer, BackupServer server, IReadOnlyList<string> projects, BackupKey? key, CancellationToken cancellationToken)
    {
        var total = terminal.ErrorIsTerminal ? await CountAsync(server, projects, cancellationToken) : null;
        return await Progress.ShowAsync(terminal, "backing up", total, report => writer.RunAsync(
            projects, key, begun =>
            {
                if (writer.Resumed) terminal.Tell($"Going on after {Format.Count(begun.Records)} records in {Format.Count(begun.Chunks.Count)} files.");
            },
            report, cancellationToken));
    }

    private static void Tell(Terminal terminal, IBackupPlace place, BackupManifest manifest, BackupWriter writer, Stopwatch clock)
    {
        if (writer.Queued > 0) terminal.Tell($"reprise: {Format.Count(writer.Queued)} calls waited to be stored when the backup began; they may not be in it.");
        var encrypted = manifest.Encryption is null ? "" : ", encrypted";
        terminal.Tell($"All of {manifest.Told()} as of {Format.Time(manifest.Boundary)} UTC is in '{place.Name}': {Format.Bytes(manifest.Bytes)}{encrypted}, in {Format.Milliseconds(clock.ElapsedMilliseconds)}.");
    }

    private static async Task<long?> CountAsync(BackupServer server, IReadOnlyList<string> projects, CancellationToken cancellationToken)
    {
        using var first = server.Client(RepriseClient.DefaultProject);
        var names = projects.Count > 0 ? projects : [.. (await first.ListProjectsAsync(cancellationToken)).Items.Select(project => project.Name)];
        long total = 0;
        foreach (var name in names)
        {
            using var client = server.Client(name);
            var counted = await client.AggregateAsync(new AggregateSearch(), cancellationToken);
            total += counted.Rows is [var row, ..] ? row.Count : 0;
        }

        return total;
    }
}
