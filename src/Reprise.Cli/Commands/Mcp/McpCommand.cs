using System.CommandLine;
using System.Reflection;
using ModelContextProtocol.Server;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Mcp.Record;

namespace Reprise.Cli.Commands.Mcp;

/// <summary><c>reprise mcp</c>: the record for an assistant, over standard input and output.</summary>
internal static class McpCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("mcp", "Let an assistant read the record, over the Model Context Protocol on standard input and output");
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.Subcommands.Add(ProxyCommand.Create(terminal));

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await using var transport = new StreamServerTransport(terminal.OpenInput(), terminal.Output, "reprise", null);
            await using var server = McpServer.Create(transport, RecordServer.Options(client, Version), null, null);
            await server.RunAsync(cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Version { get; } = typeof(McpCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
