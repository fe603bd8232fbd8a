using System.Reflection;
using Runner.Sdk;
using Runner.Workflows.Values;

namespace Runner.Engine.Scripting;

/// <summary>The values of inputs marked as secret, in an action that code has made: what the binder does for those of a workflow.</summary>
static class SecretInputs
{
    const int MaxDepth = 8;

    public static void Mask(object action, Action<Value> mask) => Mask(action, mask, 0);

    static void Mask(object record, Action<Value> mask, int depth)
    {
        foreach (var property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0 || !property.CanRead || property.GetValue(record) is not { } value) continue;
            if (property.IsDefined(typeof(SecretAttribute))) mask(ClrValue.From(value));
            else if (depth < MaxDepth && !property.PropertyType.IsPrimitive && property.PropertyType.Assembly == record.GetType().Assembly && property.PropertyType.IsClass) Mask(value, mask, depth + 1);
        }
    }
}
