using System.Text;

namespace Reprise.Cache.Keys;

/// <summary>Finds what a property means by the bytes of its name, without making a string of it. Immutable.</summary>
internal sealed class PropertyTable
{
    private readonly (byte[] Name, Property Property)[] _slots;

    public PropertyTable(params ReadOnlySpan<(Property Property, string Names)> entries)
    {
        var all = new Dictionary<string, Property>(StringComparer.Ordinal);
        foreach (var (property, names) in entries)
        {
            // A later entry wins, so that a family can say otherwise than all do.
            foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries)) all[name] = property;
        }

        _slots = new (byte[], Property)[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)all.Count * 4)];
        foreach (var (name, property) in all)
        {
            var bytes = Encoding.UTF8.GetBytes(name);
            var at = SlotOf(bytes);
            while (_slots[at].Name is not null) at = (at + 1) & (_slots.Length - 1);
            _slots[at] = (bytes, property);
        }
    }

    public Property Find(ReadOnlySpan<byte> name)
    {
        for (var at = SlotOf(name); ; at = (at + 1) & (_slots.Length - 1))
        {
            ref var slot = ref _slots[at];
            if (slot.Name is null) return Property.Other;
            if (name.SequenceEqual(slot.Name)) return slot.Property;
        }
    }

    /// <summary>Length and both ends tell these names apart well enough.</summary>
    private int SlotOf(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return 0;
        var ends = (uint)(name[0] | name[^1] << 8 | name[name.Length / 2] << 16) ^ (uint)name.Length * 0x9E3779B1u;
        return (int)(ends * 0x85EBCA6Bu >> 8) & (_slots.Length - 1);
    }
}
