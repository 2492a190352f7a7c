using System.CommandLine;
using Reprise.Cli.Output;
using Reprise.Client;

namespace Reprise.Cli.Options;

/// <summary>Which server, and which project there.</summary>
internal sealed class ConnectionOptions
{
    public const string DefaultServer = "http://127.0.0.1:5080";
    public const string ServerVariable = "REPRISE_SERVER";
    public const string ProjectVariable = "REPRISE_PROJECT";
    public const string KeyVariable = "REPRISE_KEY";

    private readonly Terminal _terminal;

    private ConnectionOptions(Terminal terminal)
    {
        _terminal = terminal;
        Server.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !TryRead(result.Tokens[0].Value, out _)) result.AddError(Complaint(Server.Name, result.Tokens[0].Value));
        });
    }

    public Option<string?> Server { get; } = new("--server")
    {
        Description = $"Address of the server [env: {ServerVariable}; default: {DefaultServer}]",
        HelpName = "url",
    };

    public Option<string?> Project { get; } = new("--project")
    {
        Description = $"Project to look into [env: {ProjectVariable}; default: {RepriseClient.DefaultProject}]",
        HelpName = "name",
    };

    public Option<string?> Key { get; } = new("--key")
    {
        Description = $"Key of the server (rpr_…), where it asks for one; the variable keeps it out of lists of processes [env: {KeyVariable}]",
        HelpName = "key",
    };

    public static ConnectionOptions AddTo(Command command, Terminal terminal)
    {
        var options = new ConnectionOptions(terminal);
        command.Options.Add(options.Server);
        command.Options.Add(options.Project);
        command.Options.Add(options.Key);
        return options;
    }

    /// <summary>For a command that is not about one project.</summary>
    public static ConnectionOptions AddServerTo(Command command, Terminal terminal)
    {
        var options = new ConnectionOptions(terminal);
        command.Options.Add(options.Server);
        command.Options.Add(options.Key);
        return options;
    }

    public Uri Address(ParseResult parsed)
    {
        if (parsed.GetValue(Server) is { } given && TryRead(given, out var server)) return server;
        var variable = _terminal.Environment(ServerVariable);
        if (string.IsNullOrEmpty(variable)) return new Uri(DefaultServer);
        return TryRead(variable, out server) ? server : throw CommandFailedException.Usage(Complaint(ServerVariable, variable));
    }

    public RepriseClient Open(ParseResult parsed)
    {
        var project = parsed.GetValue(Project);
        if (string.IsNullOrEmpty(project)) project = _terminal.Environment(ProjectVariable);
        return new RepriseClient(Address(parsed), string.IsNullOrEmpty(project) ? RepriseClient.DefaultProject : project, KeyOf(parsed));
    }

    /// <summary>The key to show; null for none.</summary>
    public string? KeyOf(ParseResult parsed) => parsed.GetValue(Key) is { Length: > 0 } given ? given : _terminal.Environment(KeyVariable) is { Length: > 0 } variable ? variable : null;

    private static bool TryRead(string text, out Uri server)
    {
        var good = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.Query.Length == 0;
        server = good ? uri! : new Uri(DefaultServer);
        return good;
    }

    private static string Complaint(string name, string value) => $"{name}: '{value}' is not an address of a server; expected something like {DefaultServer}.";
}
