using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Reprise.Evaluation.Json;

/// <summary>One value being checked: where the check is, what it found, and how much work is left.</summary>
internal sealed class SchemaRun
{
    private const int MostFaults = 5, MaxDepth = 300;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly List<object> _place = [];
    private int _depth;

    /// <summary>Checks that may still be made; a schema whose parts refer to each other can ask for more than anybody waits for.</summary>
    private int _left = 1_000_000;
    private readonly long _began = Stopwatch.GetTimestamp();

    /// <summary>What is wrong, each with its place as a JSON pointer.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Whether anything was wrong, also where it is only tried.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Above 0 while alternatives are tried, whose faults are nobody's.</summary>
    private int Trying { get; set; }

    public void Enter(object step) => _place.Add(step);

    public void Leave() => _place.RemoveAt(_place.Count - 1);

    public void Fail(string what)
    {
        HasFailed = true;
        if (Trying == 0 && Faults.Count < MostFaults) Faults.Add($"{Place()}: {what}");
    }

    /// <summary>Whether a value fits, without saying what is wrong where it does not.</summary>
    public bool Try(Action check)
    {
        var before = HasFailed;
        HasFailed = false;
        Trying++;
        check();
        Trying--;
        var fits = !HasFailed;
        HasFailed = before;
        return fits;
    }

    /// <exception cref="SchemaTooMuchException">That is more than anybody waits for.</exception>
    public void Begin()
    {
        if (++_depth > MaxDepth) throw new SchemaTooMuchException();
        Spend(1);
    }

    public void End() => _depth--;

    public void Spend(int checks)
    {
        if ((_left -= checks) < 0 || Stopwatch.GetElapsedTime(_began) > s_patience) throw new SchemaTooMuchException();
    }

    private string Place()
    {
        if (_place.Count == 0) return "the value";
        var text = new StringBuilder();
        foreach (var step in _place)
        {
            text.Append('/').Append(step is string name ? name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) : ((int)step).ToString(CultureInfo.InvariantCulture));
            if (text.Length > 120) return text.ToString(0, 119) + "…";
        }

        return text.ToString();
    }
}

/// <summary>Checking takes more steps than anybody waits for.</summary>
internal sealed class SchemaTooMuchException : Exception
{
    public SchemaTooMuchException() { }
    public SchemaTooMuchException(string message) : base(message) { }
    public SchemaTooMuchException(string message, Exception inner) : base(message, inner) { }
}
