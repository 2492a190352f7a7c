using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Interactions;

namespace Reprise.Client.Recording;

/// <summary>Says where an application's records go and how. Packages with sinks of their own add methods like <see cref="ToServer(Uri, string, string?)"/>.</summary>
public sealed class RepriseBuilder
{
    /// <summary>Where the server is, where the program does not say.</summary>
    public const string ServerVariable = "REPRISE_SERVER";

    /// <summary>The server's key, where the program does not say one.</summary>
    public const string KeyVariable = "REPRISE_KEY";

    internal const string DefaultServer = "http://127.0.0.1:5080";

    private string? _usualFolder;

    /// <summary>Buffering, sampling, privacy, disk.</summary>
    public RecorderOptions Options { get; } = new();

    internal Func<IServiceProvider, IRecordSink>? Sink { get; private set; }

    /// <summary>Sends records to a server, and lets them wait on disk while it is away (<see cref="RecorderOptions.SpillFolder"/>; an empty one means nowhere).</summary>
    /// <param name="server">Its address.</param>
    /// <param name="project">The project they go into.</param>
    /// <param name="key">Null for what <see cref="KeyVariable"/> says, if anything.</param>
    public RepriseBuilder ToServer(Uri server, string project = RepriseClient.DefaultProject, string? key = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        Options.Project = project;
        if (Options.SpillFolder == _usualFolder) Options.SpillFolder = _usualFolder = UsualSpillFolder(server, project);
        return To(_ => new ServerSink(server, project, key ?? Environment.GetEnvironmentVariable(KeyVariable)));
    }

    /// <summary>Writes records as lines into a folder, one file a day, with profiles and patterns beside them.</summary>
    public RepriseBuilder ToFiles(string folder) => To(provider => new FileSink(new FileSinkOptions { Folder = folder }, provider.GetService<TimeProvider>()));

    /// <summary>Gives records to a sink of any kind. The last one said counts.</summary>
    public RepriseBuilder To(Func<IServiceProvider, IRecordSink> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Sink = sink;
        return this;
    }

    /// <summary>Changes the options.</summary>
    public RepriseBuilder Configure(Action<RecorderOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        change(Options);
        return this;
    }

    /// <summary>
    /// Below the user's own application data, one for each program, server and project: what waits for one of them must not go to another. Null where there is no such place.
    /// </summary>
    private static string? UsualSpillFolder(Uri server, string project)
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length == 0 ? null : Path.Combine(data, "reprise", "spill", AppDomain.CurrentDomain.FriendlyName, Hashes.OfBytes(Encoding.UTF8.GetBytes($"{server} {project}"))[..16]);
    }
}
