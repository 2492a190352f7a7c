using System.CommandLine;
using Reprise.Cli.Backup;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Backup;

/// <summary><c>reprise backup verify</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("verify", "Read a whole backup and check every file and every line of it");
        var from = PlaceOption.AddTo(command, terminal, "--from", "Where it lies");
        var key = KeyOptions.AddForReading(command, terminal);
        var server = ConnectionOptions.AddServerTo(command, terminal);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var place = from.Open(parsed);
            var secret = await key.ReadAsync(parsed, place, cancellationToken);
            if (secret is null)
            {
                // Asks a server only for a backup that an encrypted server made.
                using var client = server.Open(parsed);
                secret = await ServerKeys.ForReadingAsync(place, client, cancellationToken);
            }

            using var reader = await BackupReader.OpenAsync(place, secret, cancellationToken);
            await RunAsync(terminal, reader, cancellationToken);
            var manifest = reader.Manifest;
            terminal.Tell($"The backup of {Format.Time(manifest.Boundary)} UTC is whole: {manifest.Told()}, {Format.Bytes(manifest.Bytes)}.");
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Names each damaged file and then fails.</summary>
    public static async Task RunAsync(Terminal terminal, BackupReader reader, CancellationToken cancellationToken)
    {
        var damage = await Progress.ShowAsync(terminal, "checking", reader.Manifest.Chunks.Sum(chunk => chunk.Lines), report => reader.VerifyAsync(report, cancellationToken));
        if (damage.Count == 0) return;
        foreach (var sentence in damage) terminal.Tell(sentence);
        throw new CommandFailedException($"The backup is damaged: {Format.Count(damage.Count)} of its {Format.Count(reader.Manifest.Chunks.Count)} files.");
    }
}
