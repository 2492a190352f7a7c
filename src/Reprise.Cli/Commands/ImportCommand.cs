using System.CommandLine;
using System.Diagnostics;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Cli.Transfer;
using Reprise.Client;
using Reprise.Transfer.Import;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise import</c>: records that this or another program exported.</summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("import", "Read records from our own files or those of other programs, plain or gzip");
        var options = ImportOptions.AddTo(command);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var paths = options.Files(parsed);
            var plan = await options.ReadAsync(parsed, cancellationToken);
            var (isDry, resume, json) = (options.DryRun(parsed), options.Resume(parsed), output.IsJson(parsed));
            using var client = connection.Open(parsed);
            IImportSink sink = isDry ? new DrySink(terminal.Time) : new ServerSink(client, compress: !connection.Address(parsed).IsLoopback);
            var (files, requests) = await ReadRequestsAsync(terminal, paths, plan, cancellationToken);
            plan = plan with { Requests = requests };
            var ok = true;
            foreach (var path in files) ok &= await ImportAsync(terminal, sink, plan, path, resume, isDry, json, cancellationToken);
            if (requests is { Unanswered: > 0 and var open }) terminal.Tell($"{Format.Count(open)} requests of the batch have no answer in these files; they were not imported.");
            return ok ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    /// <summary>Takes the requests of batches out of the files, since answers need them whatever the order on the command line.</summary>
    private static async Task<(IReadOnlyList<string> Files, BatchRequests? Requests)> ReadRequestsAsync(
        Terminal terminal, IReadOnlyList<string> paths, ImportPlan plan, CancellationToken cancellationToken)
    {
        var files = new List<string>();
        BatchRequests? requests = null;
        foreach (var path in paths)
        {
            if (path == ImportFiles.StandardInput || plan.Mapping is not null || plan.Format is not (null or "openai-batch"))
            {
                files.Add(path);
                continue;
            }

            try
            {
                await using var text = await ImportStream.OpenAsync(File.OpenRead(path), cancellationToken);
                var reader = await ImportReader.OpenAsync(text, plan, cancellationToken);
                if (!reader.HoldsBatchRequests) files.Add(path);
                else terminal.Tell($"{path}: {Format.Count(await (requests ??= new BatchRequests()).AddAsync(text, cancellationToken))} requests of a batch.");
            }
            catch (ImportException)
            {
                // It is reported where it is read for good.
                files.Add(path);
            }
        }

        return files.Count > 0 ? (files, requests) : throw new CommandFailedException("These are input files of batches: requests without answers. Name the output files too.");
    }

    private static async Task<bool> ImportAsync(
        Terminal terminal, IImportSink sink, ImportPlan plan, string path, bool resume, bool isDry, bool json, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var isFile = path != ImportFiles.StandardInput;
        var name = isFile ? path : "standard input";
        var mark = isFile && !isDry ? new ImportMark(path) : null;
        var skip = resume && mark is not null ? mark.Read() : 0;

        await using var source = isFile ? File.OpenRead(path) : terminal.OpenInput();
        var (text, reader) = await OpenAsync(source, name, plan, cancellationToken);
        await using var opened = text;
        if (reader.Format != "jsonl" && !json) terminal.Tell($"{name}: read as {reader.Format}.");
        if (skip > 0) terminal.Tell($"{name}: continuing after {(reader.CountsLines ? "line" : "record")} {Format.Count(skip)}.");
        var report = new ImportReport(terminal, name, json);
        var importer = new Importer(sink, report.Bad, done => mark?.WriteAsync(done) ?? Task.CompletedTask);
        await Progress.ShowAsync(terminal, "importing", isFile ? source.Length : null, async show =>
        {
            // What is read of the file is known for compressed files too, unlike how long they will be.
            await importer.RunAsync(reader.ReadAsync(skip, cancellationToken), skip, () => show(isFile ? source.Position : 0), cancellationToken);
            return true;
        });
        mark?.Remove();
        report.Done(reader, importer, isDry, clock.ElapsedMilliseconds);
        return importer.Rejected == 0;
    }

    private static async Task<(ImportStream Text, ImportReader Reader)> OpenAsync(Stream source, string name, ImportPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            var text = await ImportStream.OpenAsync(source, cancellationToken);
            return (text, await ImportReader.OpenAsync(text, plan, cancellationToken));
        }
        catch (ImportException e)
        {
            throw new CommandFailedException($"{name}: {e.Message}.", e);
        }
    }
}
