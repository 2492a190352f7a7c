using System.Buffers;
using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Cli.Transfer;
using Reprise.Client;
using Reprise.Transfer.Export;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise export</c>: whole records to files.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("export", "Write whole records to a file, or one file a day, oldest first");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = FilterOptions.AddTo(command, terminal, connection, "What to export");
        var options = ExportOptions.AddTo(command);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var plan = options.Read(parsed);
            using var client = connection.Open(parsed);
            var search = new InteractionSearch { Filter = filter.Text(parsed), From = filter.From(parsed), To = filter.To(parsed), Ascending = true, PageSize = 1000 };
            var exporter = new Exporter(client, search, plan.Bodies);
            if (plan.File is null && plan.Folder is null)
            {
                await using var output = new OutputTarget(terminal.Output, plan.Format);
                await RunAsync(terminal, exporter, output, plan, client, search, cancellationToken);
                return ExitCodes.Ok;
            }

            await using var target = await OpenAsync(plan, cancellationToken);
            if (target.Resume is { } point) terminal.Tell($"Continuing after {Format.Count(point.Count)} records{(plan.Folder is null ? "" : " of the last day")}.");
            try
            {
                await RunAsync(terminal, exporter, target, plan, client, search, cancellationToken);
            }
            catch (Exception) when (plan is { Compress: false, Format.IsResumable: true })
            {
                terminal.Tell($"reprise: what has been written is in {plan.Folder ?? ExportFile.PartialOf(plan.File!)}; the same command with --resume continues it.");
                throw;
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<IExportTarget> OpenAsync(ExportPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Folder is { } folder)
            return plan.Resume ? await DayFolder.ContinueAsync(folder, plan.Format, cancellationToken) : DayFolder.Create(folder, plan.Format, plan.Force);
        var path = plan.File!;
        if (File.Exists(path) && !plan.Resume && !plan.Force) throw new CommandFailedException($"{path} is there already; --force replaces it, --resume adds to it.");
        if (plan.Resume) return new FileTarget(await ExportFile.ContinueAsync(path, plan.Format, cancellationToken), gzip: null);
        return await FileTarget.CreateAsync(path, plan.Format, plan.Compress, cancellationToken);
    }

    private static async Task RunAsync(
        Terminal terminal, Exporter exporter, IExportTarget target, ExportPlan plan, RepriseClient client, InteractionSearch search, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var total = terminal.ErrorIsTerminal ? await CountAsync(client, search, cancellationToken) : null;
        var looking = target is OutputTarget && terminal.OutputIsTerminal;
        var already = target is DayFolder ? 0 : target.Resume?.Count ?? 0;
        var (count, size) = await Progress.ShowAsync(terminal, "exporting", looking ? null : total, async report =>
        {
            long count = 0, size = 0;
            var buffer = new ArrayBufferWriter<byte>();
            await foreach (var record in exporter.ReadAsync(target.Resume, cancellationToken))
            {
                if (!ExportFormat.TryReadRecord(record, out _, out var timestamp)) throw new CommandFailedException("The server sent a record without an id or a time. Is this a Reprise server?");
                plan.Format.Write(record, buffer);
                var output = await target.OutputForAsync(timestamp, cancellationToken);
                if (looking) Show(terminal, plan.Format, buffer.WrittenMemory);
                else await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
                size += buffer.WrittenCount;
                buffer.ResetWrittenCount();
                report(already + ++count);
            }

            await target.CompleteAsync(cancellationToken);
            return (count, size);
        });
        var files = target is DayFolder days ? $" to {Format.Count(days.Files)} {(days.Files == 1 ? "file" : "files")}" : "";
        terminal.Tell($"Exported {Format.Count(count)} records, {Format.Bytes(size)}{files}, in {Format.Milliseconds(clock.ElapsedMilliseconds)}.");
    }

    /// <summary>A terminal gets the same values with everything dangerous escaped; a file gets the bytes as they are.</summary>
    private static void Show(Terminal terminal, ExportFormat format, ReadOnlyMemory<byte> record)
    {
        if (format.Extension == "jsonl") JsonLines.WriteText(terminal.Output, record);
        else terminal.Output.Write(Encoding.UTF8.GetBytes(SafeText.Block(Encoding.UTF8.GetString(record.Span))));
    }

    private static async Task<long?> CountAsync(RepriseClient client, InteractionSearch search, CancellationToken cancellationToken)
    {
        var counted = await client.AggregateAsync(new AggregateSearch { Filter = search.Filter, From = search.From, To = search.To }, cancellationToken);
        return counted.Rows is [var row, ..] ? row.Count : 0;
    }
}
