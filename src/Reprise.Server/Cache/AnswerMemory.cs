using Reprise.Cache.Answers;
using Reprise.Interactions;

namespace Reprise.Server.Cache;

/// <summary>Answers that were given lately, ready to be given again, up to <see cref="CacheOptions.HotBytes"/>; the one longest unasked goes first. Safe for use from many threads.</summary>
internal sealed class AnswerMemory(CacheOptions options)
{
    /// <summary>What an answer costs beside its bytes.</summary>
    private const int Overhead = 1024;

    /// <summary>Forms of one answer; a client that invents encodings gets no more.</summary>
    private const int FormsMax = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<SourceKey, LinkedListNode<Held>> _bySource = [];
    private readonly LinkedList<Held> _order = new();
    private long _bytes;
    private long _changes;

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>To be taken before the record is read: what was read before a change must not be kept after it.</summary>
    public long Changes => Volatile.Read(ref _changes);

    public HotAnswer? Find(string project, InteractionId source, AnswerWish wish)
    {
        lock (_gate)
        {
            if (!_bySource.TryGetValue(new SourceKey(project, source), out var node)) return null;
            foreach (var (held, answer) in node.Value.Forms)
            {
                if (held != wish) continue;
                _order.Remove(node);
                _order.AddFirst(node);
                return answer;
            }

            return null;
        }
    }

    /// <summary>Keeps an answer, unless something has changed since <paramref name="changes"/> was read.</summary>
    public void Keep(string project, InteractionId source, AnswerWish wish, HotAnswer answer, long changes)
    {
        var size = SizeOf(answer);
        if (size > options.HotBytes / 4) return;
        lock (_gate)
        {
            if (_changes != changes) return;
            var key = new SourceKey(project, source);
            if (!_bySource.TryGetValue(key, out var node))
            {
                node = _order.AddFirst(new Held(key));
                _bySource.Add(key, node);
            }

            var at = node.Value.Forms.FindIndex(form => form.Wish == wish);
            if (at < 0 && node.Value.Forms.Count == FormsMax) return;
            var more = at < 0 ? size : size - SizeOf(node.Value.Forms[at].Answer);
            if (at < 0) node.Value.Forms.Add((wish, answer));
            else node.Value.Forms[at] = (wish, answer);
            node.Value.Bytes += more;
            Volatile.Write(ref _bytes, _bytes + more);
            while (_bytes > options.HotBytes && _order.Last is { } last) Drop(last);
        }
    }

    public void Drop(string project, InteractionId source)
    {
        lock (_gate)
        {
            _changes++;
            if (_bySource.TryGetValue(new SourceKey(project, source), out var node)) Drop(node);
        }
    }

    /// <summary>Drops everything of a project.</summary>
    public void Drop(string project)
    {
        lock (_gate)
        {
            _changes++;
            for (var node = _order.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Key.Project == project) Drop(node);
                node = next;
            }
        }
    }

    private static long SizeOf(HotAnswer answer) => answer.Answer.Body.Bytes.Length + (answer.Answer.Body.Chunks.Count * 8L) + Overhead;

    private void Drop(LinkedListNode<Held> node)
    {
        _order.Remove(node);
        _bySource.Remove(node.Value.Key);
        Volatile.Write(ref _bytes, _bytes - node.Value.Bytes);
    }

    private readonly record struct SourceKey(string Project, InteractionId Source);

    private sealed class Held(SourceKey key)
    {
        public SourceKey Key => key;

        public List<(AnswerWish Wish, HotAnswer Answer)> Forms { get; } = new(1);

        public long Bytes { get; set; }
    }
}

/// <param name="Answer">In the form asked for.</param>
/// <param name="Quality">Of the interaction, by its latest evaluation.</param>
/// <param name="IsPinned">By its label.</param>
/// <param name="IsEdited">Whether a person wrote its text.</param>
/// <param name="ReadAt">Timestamp of the clock when the record was read.</param>
internal sealed record HotAnswer(CachedAnswer Answer, double? Quality, bool IsPinned, bool IsEdited, long ReadAt);
