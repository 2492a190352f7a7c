using Reprise.Client;
using Reprise.Client.Recording;

namespace Reprise.Cli.Commands.Mcp;

/// <summary>Where a proxy's records go: to the server, and to this user's own folder while that is away.</summary>
internal static class ProxyRecorder
{
    private const string Folder = "reprise/mcp-spill";

    public static Recorder Open(RepriseClient client) => new(new ServerSink(client, ownsClient: true), new RecorderOptions { Project = client.Project, SpillFolder = SpillFolder() });

    private static string? SpillFolder() =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } home ? Path.Combine(home, Folder) : null;
}
