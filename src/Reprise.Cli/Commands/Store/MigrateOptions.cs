using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Settings;
using Reprise.Server.Stores;
using Reprise.Transfer.Migration;

namespace Reprise.Cli.Commands.Store;

/// <summary>From where to where, and how carefully.</summary>
internal sealed class MigrateOptions
{
    private readonly Option<string> _from = new("--from") { Description = "Engine to read: sqlite, postgres or clickhouse", HelpName = "engine", Required = true };
    private readonly Option<string> _to = new("--to") { Description = "Engine to write", HelpName = "engine", Required = true };
    private readonly Option<string?> _data = new("--data") { Description = $"Data folder with reprise.json, and reprise.db of sqlite [env: REPRISE_Data; default: {ServeSettings.DefaultData}]", HelpName = "folder" };
    private readonly Option<string?> _fromData = new("--from-data") { Description = "Data folder of the engine to read, where it is another", HelpName = "folder" };
    private readonly Option<string?> _toData = new("--to-data") { Description = "Data folder of the engine to write, where it is another", HelpName = "folder" };
    private readonly Option<string[]> _fromSet = new("--from-set") { Description = "A setting for the engine to read, before file and environment; may be repeated: Storage:Postgres:Schema=archive. Passwords belong into the environment, such as REPRISE_Storage__Postgres__ConnectionString, since other users see command lines", HelpName = "key=value" };
    private readonly Option<string[]> _toSet = new("--to-set") { Description = "The same for the engine to write", HelpName = "key=value" };
    private readonly Option<bool> _merge = new("--merge") { Description = "Also into a store that holds records already" };
    private readonly Option<bool> _restart = new("--restart") { Description = "Begin again instead of going on where an interrupted migration was" };
    private readonly Option<string> _verify = new("--verify") { Description = "What to compare at the end: counts of each hour, also every record of a sample of hours, or all records", HelpName = "counts|sample|all", DefaultValueFactory = _ => "all" };

    public static MigrateOptions AddTo(Command command)
    {
        var options = new MigrateOptions();
        foreach (var engine in new[] { options._from, options._to }) engine.AcceptOnlyFromAmong([.. StoreEngines.Names]);
        options._verify.AcceptOnlyFromAmong("counts", "sample", "all");
        foreach (var set in new[] { options._fromSet, options._toSet })
        {
            set.Validators.Add(result =>
            {
                foreach (var token in result.Tokens)
                {
                    if (token.Value.IndexOf('=', StringComparison.Ordinal) < 1) result.AddError($"{set.Name}: '{token.Value}' has no value; expected key=value.");
                }
            });
        }

        foreach (var option in new Option[]
        {
            options._from, options._to, options._data, options._fromData, options._toData, options._fromSet, options._toSet, options._merge, options._restart, options._verify,
        }) command.Options.Add(option);
        return options;
    }

    public StoreEngine OpenSource(ParseResult parsed)
    {
        var data = FromData(parsed);
        var settings = parsed.GetValue(_fromSet) ?? [];
        if (parsed.GetValue(_from) == "sqlite" && StoreEngines.SqliteFile(SettingsSources.Load(data, settings), data) is var file && !File.Exists(file))
            throw new CommandFailedException($"There is no {Path.GetFileName(file)} in '{Path.GetDirectoryName(file)}'; --from-data names another folder.");
        Directory.CreateDirectory(data);
        return Open(parsed, _from, data, settings, ["Storage:Sqlite:IdleBeforeMaintenance=00:00:00", "Proof:Enabled=false"]);
    }

    public StoreEngine OpenTarget(ParseResult parsed) => Open(parsed, _to, parsed.GetValue(_toData) ?? Data(parsed), parsed.GetValue(_toSet) ?? [], []);

    /// <summary>Where the mark of the migration is kept: with the data that is read.</summary>
    public MigrationMarkFile Marks(ParseResult parsed) => new(Path.Combine(FromData(parsed), $"migrate-{parsed.GetValue(_from)}-{parsed.GetValue(_to)}.json"));

    public bool Merge(ParseResult parsed) => parsed.GetValue(_merge);

    public bool Restart(ParseResult parsed) => parsed.GetValue(_restart);

    public MigrationCheckDepth Depth(ParseResult parsed) => parsed.GetValue(_verify) switch
    {
        "counts" => MigrationCheckDepth.Counts,
        "sample" => MigrationCheckDepth.Sample,
        _ => MigrationCheckDepth.All,
    };

    private string Data(ParseResult parsed) => parsed.GetValue(_data) ?? ServeSettings.DataFolder();

    private string FromData(ParseResult parsed) => parsed.GetValue(_fromData) ?? Data(parsed);

    private static StoreEngine Open(ParseResult parsed, Option<string> engine, string data, string[] settings, string[] always)
    {
        try
        {
            return StoreEngines.Create(SettingsSources.Load(data, [.. always, .. settings]), parsed.GetValue(engine)!, data);
        }
        catch (InvalidOperationException e)
        {
            throw CommandFailedException.Usage($"{engine.Name}: {e.Message}");
        }
    }
}
