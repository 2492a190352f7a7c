using System.Globalization;
using Reprise.Proof.Chain;

namespace Reprise.Proof;

/// <summary>Gets a copy of each checkpoint. What cannot be written waits, the newest of it at least.</summary>
internal sealed class CheckpointFolder(string folder)
{
    private const int MostWaiting = 1000;
    private readonly Lock _lock = new();
    private readonly Queue<ExportedCheckpoint> _waiting = [];

    /// <summary>Why the last try failed.</summary>
    public string? Trouble { get; private set; }

    public void Add(ExportedCheckpoint checkpoint)
    {
        lock (_lock)
        {
            _waiting.Enqueue(checkpoint);
            if (_waiting.Count > MostWaiting) _waiting.Dequeue();
        }

        Write();
    }

    public void Write()
    {
        lock (_lock)
        {
            try
            {
                while (_waiting.TryPeek(out var checkpoint))
                {
                    Directory.CreateDirectory(folder);
                    var read = Checkpoint.Parse(checkpoint.Checkpoint)!;
                    var name = string.Create(CultureInfo.InvariantCulture, $"reprise-{read.Log[..8]}-{read.Number:D8}.json");
                    File.WriteAllText(Path.Combine(folder, name), checkpoint.ToJson());
                    _waiting.Dequeue();
                }

                Trouble = null;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Trouble = $"Checkpoints cannot be written to '{folder}': {exception.Message}";
            }
        }
    }
}
