using System.CommandLine;
using System.Diagnostics;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Cli.Transfer;
using Reprise.Client;
using Reprise.Transfer.Text;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise import</c>: records from JSON Lines.</summary>
internal static class ImportCommand
{
    private const string StandardInput = "-";
    private const int MaxReports = 50;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("import", "Read records from JSON Lines, plain or gzip");
        var files = new Argument<string[]>("file")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Files to read; '-' or none is standard input. A record that is on record already is left as it is.",
        };
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var resume = new Option<bool>("--resume") { Description = "Skip the lines that an interrupted import of the same file has brought in" };
        command.Arguments.Add(files);
        command.Options.Add(resume);
        files.Validators.Add(FilterOptions.RefuseUnknownOptions);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] paths = parsed.GetValue(files) is { Length: > 0 } given ? given : [StandardInput];
            var missing = paths.FirstOrDefault(static path => path != StandardInput && !File.Exists(path));
            if (missing is not null) throw CommandFailedException.Usage($"There is no file '{missing}'.");
            using var client = connection.Open(parsed);
            var ok = true;
            foreach (var path in paths) ok &= await ImportAsync(terminal, client, connection.Address(parsed), path, parsed.GetValue(resume), output.IsJson(parsed), cancellationToken);
            return ok ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static async Task<bool> ImportAsync(
        Terminal terminal, RepriseClient client, Uri server, string path, bool resume, bool json, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var isFile = path != StandardInput;
        var name = isFile ? path : "standard input";
        var mark = isFile ? new ImportMark(path) : null;
        var skip = resume && mark is not null ? mark.Read() : 0;
        if (skip > 0) terminal.Tell($"{name}: continuing after line {Format.Count(skip)}.");

        await using var source = isFile ? File.OpenRead(path) : terminal.OpenInput();
        await using var text = await ImportSource.DecompressAsync(source, cancellationToken);
        var reported = 0;
        var importer = new Importer(client, compress: !server.IsLoopback, ReportBadLine, lines => mark?.WriteAsync(lines) ?? Task.CompletedTask);
        await Progress.ShowAsync(terminal, "importing", isFile ? source.Length : null, async report =>
        {
            // What is read of the file is known for compressed files too, unlike how long they will be.
            await importer.RunAsync(LineReader.ReadAsync(text, cancellationToken), skip, _ => report(isFile ? source.Position : 0), cancellationToken);
            return true;
        });
        mark?.Remove();

        if (reported > MaxReports) terminal.Tell($"{name}: … and {Format.Count(reported - MaxReports)} more lines.");
        if (json) WriteResult(terminal, name, importer);
        else
        {
            terminal.Tell($"{name}: {Format.Count(importer.Stored)} new, {Format.Count(importer.Known)} known, {Format.Count(importer.Rejected)} rejected, "
                + $"in {Format.Milliseconds(clock.ElapsedMilliseconds)}.");
        }

        return importer.Rejected == 0;

        void ReportBadLine(long line, string reason)
        {
            if (++reported > MaxReports && !json) return;
            if (json) WriteBadLine(terminal, name, line, reason);
            else terminal.Tell($"{name}:{line}: {SafeText.Line(reason)}");
        }
    }

    private static void WriteBadLine(Terminal terminal, string name, long line, string reason) => JsonLines.Write(terminal.Output, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("file", name);
        writer.WriteNumber("line", line);
        writer.WriteString("message", reason);
        writer.WriteEndObject();
    });

    private static void WriteResult(Terminal terminal, string name, Importer importer) => JsonLines.Write(terminal.Output, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("file", name);
        writer.WriteNumber("stored", importer.Stored);
        writer.WriteNumber("known", importer.Known);
        writer.WriteNumber("rejected", importer.Rejected);
        writer.WriteEndObject();
    });
}
