using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Reprise.Store;

/// <summary>An aggregate has more groups than a server can hold while it counts. The message is for people.</summary>
[SuppressMessage("Roslynator", "RCS1194", Justification = "It always says the same.")]
public sealed class TooManyGroupsException() : ArgumentException(string.Create(
    CultureInfo.InvariantCulture,
    $"There are more than {QueryLimits.MaxCountedGroups:N0} groups to count. Group by something with fewer values, make the buckets wider, or narrow the range or the filter."));
