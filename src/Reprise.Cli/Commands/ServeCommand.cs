using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Server;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise serve</c>: the server in this process.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Start the server: gateway, record, API and page");
        var settings = ServeSettings.AddTo(command);

        // The host itself ends on Ctrl-C, and lets calls that are under way come to their end first.
        command.SetAction((parsed, cancellationToken) => RepriseServer.RunAsync(settings.Read(parsed), cancellationToken));
        return command;
    }
}
