using System.CommandLine;
using Reprise.Server;

namespace Reprise.Cli.Options;

/// <summary>How to host a server: for <c>serve</c>, <c>demo</c> and <c>config check</c>.</summary>
internal sealed class ServeSettings
{
    public const string DefaultData = "./data";
    private const string DataVariable = "REPRISE_Data";

    private readonly Option<string[]> _urls = new("--urls")
    {
        Description = $"Addresses to listen on, several with ';' between [default: {ConnectionOptions.DefaultServer}]",
        HelpName = "url",
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = $"Folder of the record and its settings; made when missing [env: {DataVariable}; default: {DefaultData}]",
        HelpName = "folder",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "A setting, before file and environment; may be repeated: Providers:openai:BaseUrl=https://api.openai.com",
        HelpName = "key=value",
    };

    private readonly Option<bool> _quiet = new("--quiet") { Description = "No line per interaction" };

    private ServeSettings()
    {
        _urls.Validators.Add(result =>
        {
            foreach (var url in result.Tokens.SelectMany(static token => Split(token.Value)))
            {
                if (!IsListenable(url)) result.AddError($"--urls: '{url}' is not an address to listen on; expected something like {ConnectionOptions.DefaultServer}.");
            }
        });
        _set.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.IndexOf('=', StringComparison.Ordinal) < 1) result.AddError($"--set: '{token.Value}' has no value; expected key=value.");
            }
        });
    }

    public static ServeSettings AddTo(Command command, bool listens = true)
    {
        var settings = new ServeSettings();
        if (listens) command.Options.Add(settings._urls);
        command.Options.Add(settings._data);
        command.Options.Add(settings._set);
        if (listens) command.Options.Add(settings._quiet);
        return settings;
    }

    public ServeOptions Read(ParseResult parsed)
    {
        string[] urls = [.. (parsed.GetValue(_urls) ?? []).SelectMany(Split)];
        return new ServeOptions
        {
            Urls = urls,
            DataFolder = parsed.GetValue(_data),
            Settings = Settings(parsed),
            Quiet = parsed.GetValue(_quiet),
        };
    }

    /// <summary>Where a server started here would keep its data.</summary>
    public string DataFolder(ParseResult parsed) => parsed.GetValue(_data) ?? DataFolder();

    public static string DataFolder() => Environment.GetEnvironmentVariable(DataVariable) is { Length: > 0 } folder ? folder : DefaultData;

    public string[] Settings(ParseResult parsed) => parsed.GetValue(_set) ?? [];

    private static string[] Split(string urls) => urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Kestrel also takes <c>http://*:80</c> and <c>http://+:80</c>, which are no URIs.</summary>
    private static bool IsListenable(string url) =>
        Uri.TryCreate(url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && uri.Scheme is ("http" or "https");
}
