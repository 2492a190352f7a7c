using Reprise.Proof.Chain;

namespace Reprise.Proof.Verification;

/// <summary>Checkpoints in their order: each signed with the one key, following the one before, and met by the chain at its size.</summary>
internal sealed class CheckpointWalk(string? publicKey, string? log, FindingList findings)
{
    private readonly List<(long Number, Checkpoint Checkpoint)> _open = [];
    private string _previous = "-";
    private long _lastNumber;
    private long _lastSize;
    private bool _isOff;

    public long Count { get; private set; }

    public Checkpoint? Last { get; private set; }

    /// <summary>The next one as it is kept.</summary>
    public void Add(NumberedCheckpoint kept)
    {
        Count++;
        var (number, signed) = kept;
        if (number != _lastNumber + 1) Tell("removed", number, number - _lastNumber == 2 ? $"Checkpoint {_lastNumber + 1} is missing." : $"Checkpoints {_lastNumber + 1} to {number - 1} are missing.");
        var follows = number == _lastNumber + 1;
        _lastNumber = number;
        if (Checkpoint.Parse(signed.Text) is not { } read)
        {
            Tell("altered", number, $"Checkpoint {number} cannot be read.");
            _previous = Checkpoint.HashOf(signed.Text);
            return;
        }

        if (publicKey is not null && !SigningKey.IsSigned(publicKey, signed)) Tell("forged", number, $"Checkpoint {number} is not signed with the key of this proof: it was altered, or signed by somebody else.");
        if (read.Number != number) Tell("reordered", number, $"Checkpoint {number} says that it is number {read.Number}.");
        if (log is not null && read.Log != log) Tell("forged", number, $"Checkpoint {number} is of another proof.");
        if (follows && read.Previous != _previous) Tell("altered", number, $"Checkpoint {number} does not follow the checkpoint before it.");
        if (read.Size < _lastSize) Tell("rolled_back", number, $"Checkpoint {number} holds fewer entries than the one before it.");
        (_previous, _lastSize, Last) = (Checkpoint.HashOf(signed.Text), read.Size, read);
        _open.Add((number, read));
    }

    /// <summary>What is known of checkpoints before the first that is added.</summary>
    public void StartBehind(long number, string text, long size) => (_lastNumber, _previous, _lastSize) = (number, Checkpoint.HashOf(text), size);

    /// <summary>The chain has reached so many entries.</summary>
    public void Meet(long size, byte[] chain, Func<byte[]> root)
    {
        for (var i = 0; i < _open.Count && _open[i].Checkpoint.Size <= size; i++)
        {
            if (_open[i].Checkpoint.Size != size) continue;
            var (number, checkpoint) = _open[i];
            var isSame = checkpoint.Chain == Convert.ToHexStringLower(chain) && checkpoint.Root == Convert.ToHexStringLower(root());
            // What differs once differs from there on: told once.
            if (!isSame && !_isOff) Tell("altered", number, $"The entries are not those that checkpoint {number} was signed over: something before entry {size} was altered, removed, inserted or reordered.");
            _isOff |= !isSame;
        }

        _open.RemoveAll(one => one.Checkpoint.Size <= size);
    }

    /// <summary>The chain ends here.</summary>
    public void End(long size)
    {
        foreach (var (number, checkpoint) in _open)
            Tell("truncated", number, $"Checkpoint {number} was signed over {checkpoint.Size} entries; {size} are here.");
        _open.Clear();
    }

    private void Tell(string kind, long number, string text) => findings.Add(kind, "checkpoint", text, checkpoint: number);
}
