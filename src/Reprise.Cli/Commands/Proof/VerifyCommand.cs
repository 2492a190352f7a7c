using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Cli.Settings;
using Reprise.Client.Documents;
using Reprise.Proof;
using Reprise.Proof.Verification;
using Reprise.Server.Proof;
using Reprise.Store;
using Progress = Reprise.Cli.Output.Progress;

namespace Reprise.Cli.Commands.Proof;

/// <summary><c>reprise verify</c>: whether what is on record is what was recorded.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("verify", "Tell whether anything on record was altered, removed, inserted or put in place of something else");
        var connection = ConnectionOptions.AddServerTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var since = new Option<string?>("--since") { Description = "Only what was chained from this time on, from the last checkpoint before it: 2026-01-31, 2026-01-31T12:00Z, or 30m, 24h, 7d ago", HelpName = "time" };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "A checkpoint that was kept elsewhere (see 'reprise proof export-checkpoint'): shows too whether everything was replaced by an older copy", HelpName = "file" };
        var data = new Option<string?>("--data") { Description = "Verify this data folder itself, which no running server has open, instead of asking a server", HelpName = "folder" };
        var set = new Option<string[]>("--set") { Description = "With --data: a setting of its server, such as Proof:KeyFile=/keys/proof.key; may be repeated", HelpName = "key=value" };
        since.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && TimeText.Read(result.Tokens[0].Value, terminal.Time.GetUtcNow()) is null)
                result.AddError($"--since: '{result.Tokens[0].Value}' is not a time; expected 2026-01-31, 2026-01-31T12:00Z, or how long ago, such as 24h.");
        });
        foreach (var option in new Option[] { since, checkpoint, data, set }) command.Options.Add(option);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var from = parsed.GetValue(since) is { } text ? TimeText.Read(text, terminal.Time.GetUtcNow()) : null;
            var outside = parsed.GetValue(checkpoint) is { } file ? await ReadAsync(file, cancellationToken) : null;
            var report = await Progress.ShowAsync(terminal, "verifying", total: null, told => parsed.GetValue(data) is { } folder
                ? OfflineAsync(folder, parsed.GetValue(set) ?? [], new VerificationOptions { Since = from, Checkpoint = outside }, cancellationToken)
                : AskAsync(connection, parsed, new VerificationRequest { Since = from, Checkpoint = outside }, cancellationToken));
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, report);
            else VerificationView.Write(terminal, report);
            return report.Clean ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static async Task<VerificationReport> AskAsync(ConnectionOptions connection, ParseResult parsed, VerificationRequest request, CancellationToken cancellationToken)
    {
        using var client = connection.Open(parsed);
        return await client.VerifyAsync(request, null, cancellationToken);
    }

    private static async Task<VerificationReport> OfflineAsync(string folder, IReadOnlyList<string> settings, VerificationOptions options, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder)) throw CommandFailedException.Usage($"--data: there is no folder {folder}.");
        try
        {
            await using var proof = OfflineProof.Open(SettingsSources.Load(folder, settings), folder);
            return await proof.VerifyAsync(options, null, cancellationToken);
        }
        catch (Exception exception) when (exception is StoreException or ProofException or InvalidOperationException)
        {
            throw new CommandFailedException(exception.Message, exception);
        }
    }

    private static async Task<ExportedCheckpoint> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file)) throw CommandFailedException.Usage($"--checkpoint: there is no file {file}.");
        return ExportedCheckpoint.Parse(await File.ReadAllTextAsync(file, cancellationToken))
            ?? throw new CommandFailedException($"{file} is no exported checkpoint, or its signature is not that of its key: it was altered.");
    }
}
