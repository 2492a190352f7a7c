using System.CommandLine;
using System.Text;
using System.Text.Json;
using Reprise.Replay;

namespace Reprise.Cli.Commands.Replay;

/// <summary>What a replay does otherwise than its original.</summary>
internal sealed class ReplayOptions
{
    private readonly Option<string?> _prompt = new("--prompt") { Description = "The new last user text; @file reads it from a file", HelpName = "text" };
    private readonly Option<string?> _system = new("--system") { Description = "The new system prompt; @file reads it from a file, an empty text takes it away", HelpName = "text" };
    private readonly Option<string?> _model = new("--model") { Description = "The model to ask instead", HelpName = "name" };
    private readonly Option<string?> _provider = new("--provider") { Description = "The configured provider to ask instead; the request is carried over into its wire format", HelpName = "name" };
    private readonly Option<string[]> _parameters = new("--param") { Description = "A property of the request to set, such as temperature=0; null takes it away; may be given several times", HelpName = "name=value" };
    private readonly Option<string[]> _context = new("--context") { Description = "A file to give with the prompt; may be given several times", HelpName = "file" };
    private readonly Option<int?> _times = new("--times") { Description = $"How often to send it, 1 to {ReplayOrder.MostTimes}; each is on record", HelpName = "n" };
    private readonly Option<string?> _cache = new("--cache") { Description = "What the cache may do [default: off]", HelpName = "off|on|refresh|only" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show the request that would be sent, and send nothing" };

    /// <summary>What a replay changes, and how often it is sent.</summary>
    public static ReplayOptions AddTo(Command command)
    {
        var options = AddChangesTo(command);
        foreach (var option in new Option[] { options._times, options._cache, options._dryRun }) command.Options.Add(option);
        options._cache.AcceptOnlyFromAmong("off", "on", "refresh", "only");
        options._times.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var times) && times is >= 1 and <= ReplayOrder.MostTimes)) result.AddError($"--times: '{token.Value}' is not 1 to {ReplayOrder.MostTimes}.");
        });
        return options;
    }

    /// <summary>Only what a replay changes.</summary>
    /// <param name="command">Gets the options.</param>
    /// <param name="withContext">Whether documents can be given; those are for one call and not for many.</param>
    public static ReplayOptions AddChangesTo(Command command, bool withContext = true)
    {
        var options = new ReplayOptions();
        foreach (var option in new Option[] { options._prompt, options._system, options._model, options._provider, options._parameters }) command.Options.Add(option);
        if (withContext) command.Options.Add(options._context);
        options._parameters.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.IndexOf('=', StringComparison.Ordinal) <= 0) result.AddError($"--param: '{token.Value}' is not name=value.");
            }
        });
        return options;
    }

    public async Task<ReplayOrderDocument> ReadAsync(ParseResult parsed, CancellationToken cancellationToken) => new()
    {
        Prompt = await TextAsync(parsed.GetValue(_prompt), cancellationToken),
        System = await TextAsync(parsed.GetValue(_system), cancellationToken),
        Model = parsed.GetValue(_model),
        Provider = parsed.GetValue(_provider),
        Parameters = ParametersOf(parsed.GetValue(_parameters)),
        Context = await ContextAsync(parsed.GetValue(_context), cancellationToken),
        Times = parsed.GetValue(_times),
        Cache = parsed.GetValue(_cache),
        DryRun = parsed.GetValue(_dryRun) ? true : null,
    };

    /// <summary><c>@file</c> is the file's text, <c>@@</c> a text that begins with the sign.</summary>
    public static async Task<string?> TextAsync(string? given, CancellationToken cancellationToken) => given switch
    {
        ['@', '@', ..] => given[1..],
        ['@', _, ..] => await ReadAsync(given[1..], cancellationToken),
        _ => given,
    };

    private static async Task<IReadOnlyList<ReplayContextDocument>?> ContextAsync(string[]? files, CancellationToken cancellationToken)
    {
        if (files is null or []) return null;
        var read = new List<ReplayContextDocument>(files.Length);
        foreach (var file in files) read.Add(new ReplayContextDocument { Content = await ReadAsync(file, cancellationToken), Source = Path.GetFileName(file) });
        return read;
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            // A prompt that is not what the file says would be sent and paid for.
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(WithoutMark(await File.ReadAllBytesAsync(file, cancellationToken)));
        }
        catch (DecoderFallbackException)
        {
            throw CommandFailedException.Usage($"{file} is no UTF-8 text.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.Usage(e.Message);
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(byte[] bytes) => bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;

    /// <summary>Values are JSON where they are, and else texts.</summary>
    private static Dictionary<string, JsonElement>? ParametersOf(string[]? pairs)
    {
        if (pairs is null or []) return null;
        var read = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            read[pair[..at].Trim()] = ValueOf(pair[(at + 1)..].Trim());
        }

        return read;
    }

    private static JsonElement ValueOf(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return JsonElement.Parse('"' + JsonEncodedText.Encode(text).ToString() + '"');
        }
    }
}
