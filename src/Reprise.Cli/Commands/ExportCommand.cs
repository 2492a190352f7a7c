using System.CommandLine;
using System.Diagnostics;
using System.IO.Compression;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Cli.Transfer;
using Reprise.Client;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise export</c>: whole records as JSON Lines.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("export", "Write whole records as JSON Lines, oldest first");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = FilterOptions.AddTo(command, terminal, connection, "What to export");
        var file = new Option<string?>("--out", "-o") { Description = "File to write, gzip when it ends in .gz [default: standard output]", HelpName = "file" };
        var bodies = new Option<bool>("--bodies") { Description = "With the exact bytes of requests and responses" };
        var resume = new Option<bool>("--resume") { Description = "Continue an interrupted export, or add what has been recorded since a finished one" };
        var force = new Option<bool>("--force") { Description = "Replace the file if there is one" };
        command.Options.Add(file);
        command.Options.Add(bodies);
        command.Options.Add(resume);
        command.Options.Add(force);
        command.Validators.Add(result =>
        {
            var path = result.GetValue(file);
            if (path is null && result.GetValue(resume)) result.AddError("--resume needs --out, the file to continue.");
            if (IsCompressed(path) && result.GetValue(resume)) result.AddError("--resume works on plain files; compress when the export is whole.");
            if (result.GetValue(force) && result.GetValue(resume)) result.AddError("--force and --resume exclude each other.");
        });

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var search = new InteractionSearch
            {
                Filter = filter.Text(parsed),
                From = filter.From(parsed),
                To = filter.To(parsed),
                Ascending = true,
                PageSize = 500,
            };
            var exporter = new Exporter(client, search, parsed.GetValue(bodies));
            if (parsed.GetValue(file) is not { } path) await ToStreamAsync(terminal, exporter, terminal.Output, null, client, search, cancellationToken);
            else await ToFileAsync(terminal, exporter, path, parsed.GetValue(resume), parsed.GetValue(force), client, search, cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task ToFileAsync(
        Terminal terminal, Exporter exporter, string path, bool resume, bool force, RepriseClient client, InteractionSearch search, CancellationToken cancellationToken)
    {
        if (File.Exists(path) && !resume && !force) throw new CommandFailedException($"{path} is there already; --force replaces it, --resume adds to it.");
        await using var file = resume ? await ExportFile.ContinueAsync(path, cancellationToken) : ExportFile.Create(path);
        if (file.Resume is { } point) terminal.Tell($"Continuing after {Format.Count(point.Count)} records.");
        try
        {
            if (IsCompressed(path))
            {
                await using var gzip = new GZipStream(file.Output, CompressionLevel.Optimal, leaveOpen: true);
                await ToStreamAsync(terminal, exporter, gzip, null, client, search, cancellationToken);
            }
            else await ToStreamAsync(terminal, exporter, file.Output, file.Resume, client, search, cancellationToken);
        }
        catch (Exception) when (!IsCompressed(path))
        {
            terminal.Tell($"reprise: what has been written is in {ExportFile.PartialOf(path)}; the same command with --resume continues it.");
            throw;
        }

        await file.CompleteAsync(cancellationToken);
    }

    private static async Task ToStreamAsync(
        Terminal terminal, Exporter exporter, Stream output, ResumePoint? resume, RepriseClient client, InteractionSearch search, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var total = terminal.ErrorIsTerminal ? await CountAsync(client, search, cancellationToken) : null;
        var looking = output == terminal.Output && terminal.OutputIsTerminal;
        var (count, size) = await Progress.ShowAsync(terminal, "exporting", looking ? null : total, async report =>
        {
            long count = 0, size = 0;
            await foreach (var record in exporter.ReadAsync(resume, cancellationToken))
            {
                // A terminal gets the same values with everything dangerous escaped; a file gets the server's own bytes.
                if (looking || record.AsSpan().Contains((byte)'\n')) JsonLines.WriteText(output, record);
                else
                {
                    await output.WriteAsync(record, cancellationToken);
                    await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
                }

                size += record.Length + 1;
                report((resume?.Count ?? 0) + ++count);
            }

            await output.FlushAsync(cancellationToken);
            return (count, size);
        });
        terminal.Tell($"Exported {Format.Count(count)} records, {Format.Bytes(size)}, in {Format.Milliseconds(clock.ElapsedMilliseconds)}.");
    }

    private static async Task<long?> CountAsync(RepriseClient client, InteractionSearch search, CancellationToken cancellationToken)
    {
        var counted = await client.AggregateAsync(new AggregateSearch { Filter = search.Filter, From = search.From, To = search.To }, cancellationToken);
        return counted.Rows is [var row, ..] ? row.Count : 0;
    }

    private static bool IsCompressed(string? path) => path?.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) == true;
}
