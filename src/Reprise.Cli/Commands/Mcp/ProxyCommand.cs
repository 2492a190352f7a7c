using System.CommandLine;
using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Interactions;
using Reprise.Client.Recording;
using Reprise.Mcp.Proxy;

namespace Reprise.Cli.Commands.Mcp;

/// <summary><c>reprise mcp proxy</c>: stands between an MCP client and server, and records what is called.</summary>
internal static class ProxyCommand
{
    private const string DefaultListen = "http://127.0.0.1:5081";

    public static Command Create(Terminal terminal)
    {
        var command = new Command("proxy", "Stand between an MCP client and server and record the calls; nothing of what passes is changed or held up");
        var server = new Argument<string[]>("command") { Description = "The server to start, after --, with its arguments", Arity = ArgumentArity.ZeroOrMore };
        var connection = ConnectionOptions.AddTo(command, terminal);
        var url = new Option<string?>("--url") { Description = "The address of a server that speaks streamable HTTP, instead of a command", HelpName = "url" };
        var listen = new Option<string?>("--listen") { Description = $"With --url: where the client finds this proxy, on loopback [default: {DefaultListen}]", HelpName = "url" };
        var session = new Option<string?>("--session") { Description = "The session of everything recorded [default: one for each run, or the server's own]", HelpName = "id" };
        var user = new Option<string?>("--user") { Description = "The user of everything recorded", HelpName = "id" };
        var tags = new Option<string[]>("--tag") { Description = "A tag of everything recorded; may be given several times", HelpName = "tag" };
        command.Arguments.Add(server);
        foreach (var option in new Option[] { url, listen, session, user, tags }) command.Options.Add(option);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var words = parsed.GetValue(server) ?? [];
            var address = parsed.GetValue(url);
            if (words.Length > 0 == address is not null) throw CommandFailedException.Usage("reprise mcp proxy: give a command after --, or --url.");
            await using var recorder = ProxyRecorder.Open(connection.Open(parsed));
            var options = new SeenCallsOptions
            {
                Transport = address is null ? "stdio" : "http",
                SessionId = parsed.GetValue(session) ?? (address is null ? $"mcp-{InteractionId.New(TimeProvider.System)}" : null),
                UserId = parsed.GetValue(user),
                Tags = parsed.GetValue(tags) is { Length: > 0 } given ? given : null,
            };
            return address is null
                ? await RunAsync(terminal, words, recorder, options, cancellationToken)
                : await ListenAsync(terminal, address, parsed.GetValue(listen) ?? DefaultListen, recorder, options, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string[] words, IRecorder recorder, SeenCallsOptions options, CancellationToken cancellationToken)
    {
        await using var watch = new Watch(new SeenCalls(recorder, terminal.Time, options), terminal.Time);
        try
        {
            return await new StdioProxy(watch, terminal.Time).RunAsync(words, terminal.OpenInput(), terminal.Output, cancellationToken);
        }
        catch (Win32Exception e)
        {
            throw new CommandFailedException($"'{words[0]}' cannot be started. Is it on the path?", e);
        }
        finally
        {
            if (watch.Missed > 0) terminal.Tell($"reprise mcp proxy: {watch.Missed} messages passed without being recorded, since they came faster than they could be read.");
        }
    }

    private static async Task<int> ListenAsync(Terminal terminal, string url, string listen, IRecorder recorder, SeenCallsOptions options, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https")) throw CommandFailedException.Usage($"--url: '{url}' is not an address of a server.");
        if (!Uri.TryCreate(listen, UriKind.Absolute, out var own) || own.Scheme != "http" || !own.IsLoopback) throw CommandFailedException.Usage($"--listen: '{listen}' is not an address on loopback, such as {DefaultListen}.");
        var sessions = new HttpSessions(recorder, terminal.Time, options);
        using var http = HttpProxy.Client();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(own.GetLeftPart(UriPartial.Authority)).ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        await using var app = builder.Build();
        app.Run(new HttpProxy(http, server, sessions.Of, terminal.Time).InvokeAsync);
        await app.StartAsync(cancellationToken);
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        terminal.Tell($"Recording what passes from {bound}{(own.AbsolutePath == "/" ? server.AbsolutePath : own.AbsolutePath)} to {server.GetLeftPart(UriPartial.Path)}. Ctrl-C ends it.");
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.StopAsync(CancellationToken.None);
        await sessions.EndAsync();
        return ExitCodes.Ok;
    }
}
