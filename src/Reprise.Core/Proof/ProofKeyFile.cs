namespace Reprise.Proof;

/// <summary>Where the key is, and beside it which proofs were begun with it, so that one that is gone is missed.</summary>
internal sealed class ProofKeyFile(string path)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string LogPath => Path + ".log";

    /// <summary>The proof that was begun in that engine; null when there was none.</summary>
    public string? LogOf(string engine) => !File.Exists(LogPath) ? null
        : File.ReadLines(LogPath).Select(static line => line.Split(' ')).LastOrDefault(parts => parts is [var name, _] && name == engine)?[1];

    public void Remember(string engine, string log)
    {
        if (LogOf(engine) is null) File.AppendAllText(LogPath, $"{engine} {log}\n");
    }
}
