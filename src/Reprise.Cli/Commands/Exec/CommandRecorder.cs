using System.CommandLine;
using System.Text;
using Reprise.Cli.Options;
using Reprise.Client.Recording;
using Reprise.Interactions;

namespace Reprise.Cli.Commands.Exec;

/// <summary>Records what a command did, also while the server is away: the record then waits in a folder, and the next command that records sends it.</summary>
internal static class CommandRecorder
{
    public const string SpillVariable = "REPRISE_SPILL";

    /// <summary>Whoever waits for the command waits for this too.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public static Option<string?> SpillOption() => new("--spill")
    {
        Description = $"Folder where records wait while the server is away [env: {SpillVariable}; default: in the user's own data]",
        HelpName = "folder",
    };

    /// <param name="connection">Which server.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="spill">Where records wait; null for the default.</param>
    /// <param name="environment">Reads a variable.</param>
    /// <param name="mostBytes">Of one record.</param>
    public static Recorder Open(ConnectionOptions connection, ParseResult parsed, string? spill, Func<string, string?> environment, int mostBytes)
    {
        var client = connection.Open(parsed);
        var folder = spill ?? (environment(SpillVariable) is { Length: > 0 } named ? named : Path.Combine(DataFolder(), "reprise", "waiting"));
        return new Recorder(new ServerSink(client, ownsClient: true), new RecorderOptions
        {
            // Whoever puts this before a command asks for it to be recorded.
            ObeyDoNotTrack = false,
            Project = client.Project,
            MaxRecordBytes = mostBytes,
            // What waits for one server and project must not go to another.
            SpillFolder = Path.Combine(folder, Hashes.OfBytes(Encoding.UTF8.GetBytes($"{connection.Address(parsed)} {client.Project}"))[..16]),
            SpillAfter = TimeSpan.Zero,
            ShutdownTimeout = s_patience,
        });
    }

    private static string DataFolder() =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } folder ? folder : Path.GetTempPath();
}
