using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Commands.Tape;
using Reprise.Cli.Output;
using Reprise.Playback;
using Reprise.Playback.Faults;
using Reprise.Server.Playback;

namespace Reprise.Cli.Commands.Playback;

/// <summary>How to play and record.</summary>
internal sealed class PlaybackArguments
{
    private const string Recorded = "recorded";
    private readonly Option<string?> _file = new("--file") { Description = "The tape", HelpName = "file" };
    private readonly Option<string> _mode = Word("--mode", "play from the tape alone; record anew, asking the providers; play-or-record when there is none; record-new adds what is missing", "play", "record", "play-or-record", "record-new");
    private readonly Option<string> _match = Word("--match", "What a request must have in common with its recording: what counts, every byte, or also its place in the lane", "normalised", "exact", "ordered");
    private readonly Option<string[]> _ignore = CreateCommand.IgnoreOption();
    private readonly Option<string> _afterLast = Word("--after-last", "When a request comes more often than it was recorded", "repeat", "fail");
    private readonly Option<string> _timing = new("--timing") { Description = "none answers at once; recorded keeps the recorded delays; 10 is ten times as fast [default: none]", HelpName = "none|recorded|factor" };
    private readonly Option<string?> _lane = new("--lane") { Description = "The lane of callers who name none with the header Reprise-Session or the path /lane/{name}/…", HelpName = "name" };
    private readonly Option<string[]> _urls = new("--urls") { Description = $"Addresses to listen on [default: {PlaybackServerOptions.DefaultUrl}]", HelpName = "url" };
    private readonly Option<bool> _strict = new("--strict") { Description = "End with 1 when a call was missed" };
    private readonly Option<bool> _force = new("--force") { Description = "Record over a tape that is there" };
    private readonly Option<string?> _data = new("--data") { Description = "Folder of reprise.json with the providers to record from [default: ./data]", HelpName = "folder" };
    private readonly Option<string[]> _set = new("--set") { Description = "A setting, before file and environment; may be repeated: Providers:openai:BaseUrl=https://api.openai.com", HelpName = "key=value" };

    private readonly Option<string?> _faults = new("--faults") { Description = "A script of what is to go wrong with which calls", HelpName = "file" };

    private PlaybackArguments() => _timing.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && !TryReadSpeed(result.Tokens[0].Value, out _)) result.AddError($"--timing: '{result.Tokens[0].Value}' is none of none, recorded and a factor above 0 such as 10.");
    });

    public static PlaybackArguments AddTo(Command command)
    {
        var arguments = new PlaybackArguments();
        foreach (var option in new Option[]
        {
            arguments._file, arguments._mode, arguments._match, arguments._ignore, arguments._afterLast, arguments._timing, arguments._lane, arguments._urls, arguments._strict, arguments._force,
            arguments._data, arguments._set, arguments._faults,
        }) command.Options.Add(option);
        return arguments;
    }

    public bool IsStrict(ParseResult parsed) => parsed.GetValue(_strict);

    public PlaybackServerOptions Read(ParseResult parsed)
    {
        TryReadSpeed(parsed.GetValue(_timing), out var speed);
        string[] urls = [.. (parsed.GetValue(_urls) ?? []).SelectMany(static url => url.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        return new PlaybackServerOptions
        {
            File = parsed.GetValue(_file),
            Mode = parsed.GetValue(_mode) switch
            {
                "record" => PlaybackMode.Record,
                "play-or-record" => PlaybackMode.PlayOrRecord,
                "record-new" => PlaybackMode.RecordNew,
                _ => PlaybackMode.Play,
            },
            Matching = new PlaybackOptions
            {
                Match = parsed.GetValue(_match) switch { "exact" => MatchBy.Exact, "ordered" => MatchBy.Ordered, _ => MatchBy.Normalised },
                AfterLast = parsed.GetValue(_afterLast) == "fail" ? AfterLast.Fail : AfterLast.Repeat,
                Ignore = parsed.GetValue(_ignore) ?? [],
            },
            Speed = speed,
            Lane = parsed.GetValue(_lane) ?? "",
            Urls = urls.Length > 0 ? urls : [PlaybackServerOptions.DefaultUrl],
            Force = parsed.GetValue(_force),
            DataFolder = parsed.GetValue(_data),
            Settings = parsed.GetValue(_set) ?? [],
            Faults = parsed.GetValue(_faults) is { } faults ? ReadFaults(faults) : null,
        };
    }

    private static FaultScript ReadFaults(string path)
    {
        try
        {
            return FaultScript.Read(File.ReadAllBytes(path));
        }
        catch (FormatException e)
        {
            throw new CommandFailedException($"{path}: {e.Message}.", e);
        }
    }

    private static bool TryReadSpeed(string? text, out double? speed)
    {
        speed = text == Recorded ? 1 : null;
        if (text is null or "none" or Recorded) return true;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) || factor is not (> 0 and < 1e6)) return false;
        speed = factor;
        return true;
    }

    private static Option<string> Word(string name, string description, string usual, params string[] others)
    {
        var option = new Option<string>(name) { Description = $"{description} [default: {usual}]", HelpName = string.Join('|', [usual, .. others]) };
        option.AcceptOnlyFromAmong([usual, .. others]);
        return option;
    }
}
