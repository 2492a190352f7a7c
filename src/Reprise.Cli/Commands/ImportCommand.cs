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
            var destination = new ImportDestination(sink, isDry ? null : [connection.Address(parsed).ToString(), client.Project, await options.MappingTextAsync(parsed, cancellationToken)]);
            foreach (var path in files) ok &= await ImportAsync(terminal, destination, plan, path, resume, json, cancellationToken);
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

            var holdsRequests = false;
            try
            {
                await using var text = await ImportStream.OpenAsync(File.OpenRead(path), cancellationToken);
                holdsRequests = (await ImportReader.OpenAsync(text, plan, cancellationToken)).HoldsBatchRequests;
                if (!holdsRequests) files.Add(path);
                else terminal.Tell($"{path}: {Format.Count(await (requests ??= new BatchRequests()).AddAsync(text, cancellationToken))} requests of a batch.");
            }
            catch (ImportException e) when (holdsRequests)
            {
                // Answers would get the wrong requests, or none.
                throw new CommandFailedException($"{path}: {e.Message}. Nothing was imported.", e);
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
        Terminal terminal, ImportDestination destination, ImportPlan plan, string path, bool resume, bool json, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var isFile = path != ImportFiles.StandardInput;
        var name = isFile ? path : "standard input";

        await using var source = isFile ? File.OpenRead(path) : terminal.OpenInput();
        var mark = source is FileStream file && isFile && destination.Name is { } to ? await ImportMark.OfAsync(file, [.. to, plan.Format ?? "auto"], cancellationToken) : null;
        var known = resume && mark is not null ? mark.Read() : 0;
        if (known is null) terminal.Tell($"{mark!.Path} is the mark of another import: another server, project, format or content. Beginning at the first record.");
        var skip = known ?? 0;
        var (text, reader) = await OpenAsync(source, name, plan, cancellationToken);
        await using var opened = text;
        if (reader.Format != "jsonl" && !json) terminal.Tell($"{name}: read as {reader.Format}.");
        if (skip > 0) terminal.Tell($"{name}: continuing after {(reader.CountsLines ? "line" : "record")} {Format.Count(skip)}.");
        var report = new ImportReport(terminal, name, json);
        var importer = new Importer(destination.Sink, report.Bad, done => mark?.WriteAsync(done) ?? Task.CompletedTask);
        await Progress.ShowAsync(terminal, "importing", isFile ? source.Length : null, async show =>
        {
            // What is read of the file is known for compressed files too, unlike how long they will be.
            await importer.RunAsync(reader.ReadAsync(skip, cancellationToken), skip, () => show(isFile ? source.Position : 0), cancellationToken);
            return true;
        });
        mark?.Remove();
        report.Done(reader, importer, destination.Name is null, clock.ElapsedMilliseconds);
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

    /// <param name="Sink">Takes the records.</param>
    /// <param name="Name">Which server and project it is and what its mapping says; null where nothing is kept.</param>
    private sealed record ImportDestination(IImportSink Sink, IReadOnlyList<string>? Name);
}
