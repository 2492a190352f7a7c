using System.CommandLine;
using Reprise.Transfer.Export;

namespace Reprise.Cli.Transfer;

/// <summary>Where an export goes and in which form.</summary>
internal sealed class ExportOptions
{
    private readonly Option<string?> _file = new("--out", "-o") { Description = "File to write, gzip when it ends in .gz [default: standard output]", HelpName = "file" };
    private readonly Option<string?> _folder = new("--to") { Description = "Folder to write one file a day (UTC) to: interactions_YYYY-MM-DD.jsonl", HelpName = "folder" };
    private readonly Option<string> _format = new("--format") { Description = "jsonl, monitor, csv or mongo; docs/transfer.md tells them apart", HelpName = "format", DefaultValueFactory = _ => "jsonl" };
    private readonly Option<string?> _columns = new("--columns") { Description = "Columns of CSV, in their order: timestamp,model,total_cost_usd,metadata.team", HelpName = "names" };
    private readonly Option<bool> _bodies = new("--bodies") { Description = "With the exact bytes of requests and responses" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Continue an interrupted export, or add what has been recorded since a finished one" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace the file, or the files of the days that are exported, if there are any" };

    public static ExportOptions AddTo(Command command)
    {
        var options = new ExportOptions();
        options._format.AcceptOnlyFromAmong([.. ExportFormat.Names]);
        foreach (var option in new Option[] { options._file, options._folder, options._format, options._columns, options._bodies, options._resume, options._force }) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            var (file, folder) = (result.GetValue(options._file), result.GetValue(options._folder));
            if (file is not null && folder is not null) result.AddError("--out and --to exclude each other: one file, or one a day.");
            if (file is null && folder is null && result.GetValue(options._resume)) result.AddError("--resume needs --out, the file to continue, or --to, the folder.");
            if (IsCompressed(file) && result.GetValue(options._resume)) result.AddError("--resume works on plain files; compress when the export is whole.");
            if (result.GetValue(options._force) && result.GetValue(options._resume)) result.AddError("--force and --resume exclude each other.");
        });
        return options;
    }

    /// <summary>What was asked, checked. Throws what the command line shows.</summary>
    public ExportPlan Read(ParseResult parsed)
    {
        CsvColumns? columns = null;
        var name = parsed.GetValue(_format)!;
        if (parsed.GetValue(_columns) is { } given)
        {
            if (name != "csv") throw CommandFailedException.Usage("--columns is for --format csv.");
            (columns, var mistake) = CsvColumns.Parse(given);
            if (mistake is not null) throw CommandFailedException.Usage($"--columns: {mistake}.");
        }

        var format = ExportFormat.Find(name, columns)!;
        var (bodies, resume) = (parsed.GetValue(_bodies), parsed.GetValue(_resume));
        if (bodies && !format.TakesBodies) throw CommandFailedException.Usage($"--bodies: {name} has no place for exact bytes; use jsonl or mongo.");
        if (resume && !format.IsResumable) throw CommandFailedException.Usage("--resume needs the columns interaction_id and timestamp.");
        var file = parsed.GetValue(_file);
        return new ExportPlan(format, file, parsed.GetValue(_folder), bodies, resume, parsed.GetValue(_force), IsCompressed(file));
    }

    private static bool IsCompressed(string? path) => path?.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) == true;
}

/// <summary>One export as it was asked for.</summary>
internal sealed record ExportPlan(ExportFormat Format, string? File, string? Folder, bool Bodies, bool Resume, bool Force, bool Compress);
