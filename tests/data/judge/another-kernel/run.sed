s/"build_id": "[0-9a-f]*"/"build_id": "00112233"/
