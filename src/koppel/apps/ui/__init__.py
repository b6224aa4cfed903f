"""Everything shared about how pages look: base page, components, pictures, panels, exports."""
