using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Transfer.Import;

namespace Reprise.Cli.Transfer;

/// <summary>What to import and how to read it.</summary>
internal sealed class ImportOptions
{
    private const string Auto = "auto";

    private readonly Argument<string[]> _files = new("file")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "Files to read, or folders of them; '-' or none is standard input. A record that is on record already is left as it is.",
    };

    private readonly Option<string> _format = new("--format") { Description = $"auto, or one of {string.Join(", ", ImportReader.Formats)}", HelpName = "format", DefaultValueFactory = _ => Auto };
    private readonly Option<string?> _map = new("--map") { Description = "A mapping of your own: which of our fields comes from where; see docs/transfer.md", HelpName = "mapping.json" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Skip what an interrupted import of the same file has brought in" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Read everything, say what would be imported and what not, and send nothing" };

    public static ImportOptions AddTo(Command command)
    {
        var options = new ImportOptions();
        options._format.AcceptOnlyFromAmong([Auto, .. ImportReader.Formats]);
        options._files.Validators.Add(FilterOptions.RefuseUnknownOptions);
        options._map.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !File.Exists(result.Tokens[0].Value)) result.AddError($"--map: there is no file '{result.Tokens[0].Value}'.");
        });
        command.Arguments.Add(options._files);
        foreach (var option in new Option[] { options._format, options._map, options._resume, options._dryRun }) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(options._map) is not null && result.GetResult(options._format) is { Implicit: false }) result.AddError("--map and --format exclude each other: a mapping is a format.");
        });
        return options;
    }

    public IReadOnlyList<string> Files(ParseResult parsed) => ImportFiles.Find(parsed.GetValue(_files) ?? []);

    public bool Resume(ParseResult parsed) => parsed.GetValue(_resume);

    public bool DryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    /// <summary>What the mapping says, to tell one import from another; empty without one.</summary>
    public async Task<string> MappingTextAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        parsed.GetValue(_map) is { } path ? await File.ReadAllTextAsync(path, cancellationToken) : "";

    /// <summary>How to read the files. Throws what is wrong with the mapping.</summary>
    public async Task<ImportPlan> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var format = parsed.GetValue(_format);
        if (parsed.GetValue(_map) is not { } path) return new ImportPlan { Format = format == Auto ? null : format };
        var (mapping, mistakes) = MappingFile.Read(await File.ReadAllBytesAsync(path, cancellationToken));
        if (mapping is null) throw CommandFailedException.Usage($"{path}: {string.Join($"{Environment.NewLine}{path}: ", mistakes)}");
        return new ImportPlan { Mapping = mapping };
    }
}
